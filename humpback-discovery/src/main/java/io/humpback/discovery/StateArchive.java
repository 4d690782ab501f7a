package io.humpback.discovery;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.core.spi.Head;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole state in a file, for people and their tools: a first line that says what it is, then a line for each document,
 * its key, a blank and its JSON, and a last line with the SHA-256 of all lines before it. It holds what the state holds,
 * tokens of webhooks too, so it is its owner's alone. Stateless.
 */
public final class StateArchive {
    private static final int FORMAT = 1;
    private static final String SUM = "sha256 ";
    private static final String REMEDY = "; take another copy, or export anew";

    private StateArchive() {}

    /**
     * The first line.
     *
     * @param humpbackState the form of the file
     * @param schemaVersion the form of the documents
     */
    private record Title(int humpbackState, int schemaVersion, Head head, int documents) {}

    /**
     * Writes {@code state} to a new file, which appears with its last byte. Throws a {@link HumpbackException} if it is
     * there already or cannot be written.
     */
    public static void write(StateCopy state, Path file) {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            writeDraft(state, draft);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw refused(e.getFile() + ": there is a file already (expected: none; remove it, or name another)", e);
        } catch (IOException e) {
            deleteQuietly(draft, e);
            throw refused(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void writeDraft(StateCopy state, Path draft) throws IOException {
        DocumentCodec codec = new DocumentCodec();
        FileAttribute<?> ownersAlone =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(
                        draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone);
                BufferedWriter out = new BufferedWriter(
                        new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8))) {
            Hasher sum = Hashing.sha256().newHasher();
            Title title = new Title(
                    FORMAT,
                    ClusterInfo.SCHEMA_VERSION,
                    state.head(),
                    state.documents().size());
            line(out, sum, codec.encode(title));
            for (Document document : state.documents()) {
                line(out, sum, StateKeys.of(document.key()) + " " + codec.encode(document));
            }
            out.write(SUM + sum.hash() + "\n");
            out.flush();
            channel.force(true);
        }
    }

    private static void line(BufferedWriter out, Hasher sum, String line) throws IOException {
        add(sum, line);
        out.write(line + "\n");
    }

    private static void add(Hasher sum, String line) {
        sum.putString(line, StandardCharsets.UTF_8).putByte((byte) '\n');
    }

    private static void deleteQuietly(Path draft, IOException cause) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Reads what {@link #write} wrote, of this form of the documents or the one before. Throws a
     * {@link HumpbackException} that says in one line what is wrong with the file; then nothing of it can be trusted.
     */
    public static StateCopy read(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return new Reading(file.toString()).read(in);
        } catch (NoSuchFileException e) {
            throw refused(file + ": there is no such file", e);
        } catch (MalformedInputException e) {
            throw refused(file + ": not text" + REMEDY, e);
        } catch (IOException e) {
            throw refused(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static HumpbackException refused(String message, @Nullable Throwable cause) {
        return new StateMoveException(ErrorCode.CONFIGURATION, message, cause);
    }

    /** One reading of a file. */
    private static final class Reading {
        private final String name;
        private final DocumentCodec codec = new DocumentCodec();
        private final Hasher sum = Hashing.sha256().newHasher();
        private final List<String> lines = new ArrayList<>();

        Reading(String name) {
            this.name = name;
        }

        StateCopy read(BufferedReader in) throws IOException {
            String first = in.readLine();
            Title title = title(first);
            checkSum(in, String.valueOf(first));
            if (lines.size() != title.documents()) {
                throw refused(
                        name + ": " + lines.size() + " documents (expected: " + title.documents() + ")" + REMEDY, null);
            }
            List<Document> documents = new ArrayList<>(lines.size());
            for (String line : lines) {
                documents.add(document(line));
            }
            return new StateCopy(title.head(), documents);
        }

        private Title title(@Nullable String line) {
            Title title;
            try {
                title = codec.decode("title", String.valueOf(line), Title.class);
            } catch (UnreadableStateException e) {
                throw refused(name + ": not an exported state (expected: what humpback state export wrote)", e);
            }
            int newest = ClusterInfo.SCHEMA_VERSION;
            if (title.humpbackState() != FORMAT || title.schemaVersion() > newest) {
                throw refused(
                        name + ": a newer Humpback wrote it (expected: schema version " + newest + " at most, found: "
                                + title.schemaVersion() + "); use that one",
                        null);
            }
            if (title.schemaVersion() < codec.schema().oldest()) {
                throw refused(
                        name + ": a much older Humpback wrote it (expected: schema version "
                                + codec.schema().oldest() + " at least); read it with one in between",
                        null);
            }
            return title;
        }

        private void checkSum(BufferedReader in, String first) throws IOException {
            add(sum, first);
            String line = in.readLine();
            while (line != null && !line.startsWith(SUM)) {
                add(sum, line);
                lines.add(line);
                line = in.readLine();
            }
            if (line == null) {
                throw refused(name + ": it is cut off: no sum at its end" + REMEDY, null);
            }
            if (!line.equals(SUM + sum.hash()) || in.readLine() != null) {
                throw refused(name + ": it was changed: its sum is another one" + REMEDY, null);
            }
        }

        private Document document(String line) {
            int blank = line.indexOf(' ');
            if (blank < 0) {
                throw refused(name + ": a line without a document" + REMEDY, null);
            }
            try {
                return codec.decodeDocument(line.substring(0, blank), line.substring(blank + 1));
            } catch (UnreadableStateException | IllegalArgumentException e) {
                throw refused(name + ": " + e.getMessage(), e);
            }
        }
    }
}
