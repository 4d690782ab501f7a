package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateArchiveTest {
    private static final StateCopy STATE = StateMoves.wanted();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() {
        file = directory.resolve("state.txt");
        StateArchive.write(STATE, file);
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        assertThat(StateArchive.read(file)).isEqualTo(STATE);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void hasALineForEachDocumentThatPeopleCanRead() throws IOException {
        List<String> lines = Files.readAllLines(file);

        assertThat(lines).hasSize(STATE.documents().size() + 2);
        assertThat(lines.get(0))
                .isEqualTo("{\"humpbackState\":1,\"schemaVersion\":1,\"head\":{\"sequence\":90,\"epoch\":80,"
                        + "\"commitId\":\"from elsewhere\"},\"documents\":"
                        + STATE.documents().size() + "}");
        assertThat(lines).anyMatch(line -> line.startsWith("state/cluster/info {\"clusterId\":\"c-1\""));
    }

    @Test
    void writesOverNoOtherFile() {
        assertThatThrownBy(() -> StateArchive.write(STATE, file))
                .isInstanceOf(StateMoveException.class)
                .hasMessageContaining("there is a file already");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        String text = Files.readString(file);

        assertThat(refusal("")).contains("not an exported state");
        assertThat(refusal("hello\n")).contains("not an exported state");
        assertThat(refusal(text.replace("\"schemaVersion\":1", "\"schemaVersion\":2")))
                .contains("a newer Humpback wrote it (expected: schema version 1 at most, found: 2)");
        assertThat(refusal(text.replace("\"humpbackState\":1", "\"humpbackState\":2")))
                .contains("a newer Humpback wrote it");
        assertThat(refusal(text.replace("moved", "MOVED"))).contains("it was changed");
        assertThat(refusal(text + "more\n")).contains("it was changed");
        assertThat(refusal(text.substring(0, text.lastIndexOf("sha256")))).contains("it is cut off");
        assertThatThrownBy(() -> StateArchive.read(directory.resolve("none")))
                .isInstanceOf(StateMoveException.class)
                .hasMessageEndingWith("there is no such file");
    }

    /** Cut at any byte, and with any byte changed, it is refused in one line. */
    @Test
    void c10_isReadWholeOrNotAtAll() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        Path damaged = directory.resolve("damaged");
        for (int i = 0; i < 300; i++) {
            byte[] bytes = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
            Files.write(damaged, bytes);
            assertRefused(damaged, "cut at " + bytes.length);
            bytes = whole.clone();
            int position = random.nextInt(whole.length);
            bytes[position] ^= (byte) (1 << random.nextInt(8));
            Files.write(damaged, bytes);
            assertRefused(damaged, "changed at " + position);
        }
    }

    private static void assertRefused(Path damaged, String how) {
        assertThatThrownBy(() -> StateArchive.read(damaged))
                .as(how)
                .isInstanceOf(StateMoveException.class)
                .message()
                .doesNotContain("\n");
    }

    private String refusal(String text) throws IOException {
        Path damaged = directory.resolve("damaged");
        Files.writeString(damaged, text);
        try {
            StateArchive.read(damaged);
            return "";
        } catch (StateMoveException e) {
            return e.getMessage();
        }
    }

    @Test
    void importsNothingThatIsNotWholeItself() {
        StateCopy none = new StateCopy(Head.NONE, List.of());
        KeyValueStateStore store = KeyValueStateStore.on(new TestingKeyValueStore());

        assertThatThrownBy(() -> StateImport.into(store, none, 0, () -> "id"))
                .hasMessageContaining("the state to import is that of no cluster");
    }
}
