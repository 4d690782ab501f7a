package io.humpback.server.security;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.core.contract.ClusterToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps a cluster's token, readable by its owner alone. For one process at a time, which the lock on the
 * directory sees to.
 */
public final class TokenFile {
    /** The file's name in the center's data directory. */
    public static final String NAME = "agent-token";

    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final int TOKEN_BYTES = 32;
    private static final int MAX_BYTES = 1024;

    private final Path file;

    /** Creates it for the file in {@code directory}, which exists. Nothing is read or written yet. */
    public TokenFile(Path directory) {
        this.file = directory.resolve(NAME);
    }

    /**
     * Returns the token in the file; makes one of 256 random bits if there is no file.
     *
     * @throws HumpbackException if the file cannot be read or written, or holds no token; the message does not show it
     */
    public ClusterToken load() {
        try {
            return Files.exists(file) ? read() : create();
        } catch (IOException e) {
            throw new TokenFileException(
                    "token file cannot be used: file=" + file + ", reason="
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    private ClusterToken read() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new TokenFileException("token file is no file with one token: file=" + file, null);
        }
        if (isPosix() && !Files.getPosixFilePermissions(file).equals(OWNER)) {
            log.warn("token file was open to others, now it is its owner's alone: file={}", file);
            Files.setPosixFilePermissions(file, OWNER);
        }
        try {
            return new ClusterToken(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (IllegalArgumentException e) {
            throw new TokenFileException(
                    "token file holds no token: file=" + file + ". Maybe delete it, then a new one is made; agents must"
                            + " be given that one",
                    e);
        }
    }

    /** Written beside its place and moved there, so that no crash leaves half a token. */
    private ClusterToken create() throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        ClusterToken token =
                new ClusterToken(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        Path written = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(written);
        FileAttribute<?>[] attributes = isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(
                written, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            channel.write(ByteBuffer.wrap((token.value() + "\n").getBytes(StandardCharsets.ISO_8859_1)));
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        log.info("token for agents was made: file={}", file);
        return token;
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static final class TokenFileException extends HumpbackException {
        private static final long serialVersionUID = 1L;

        TokenFileException(String message, @Nullable Throwable cause) {
            super(ErrorCode.CONFIGURATION, message, cause);
        }
    }
}
