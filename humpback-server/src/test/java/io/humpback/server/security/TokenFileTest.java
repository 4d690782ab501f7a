package io.humpback.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.HumpbackException;
import io.humpback.core.contract.ClusterToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("agent-token");
    }

    private ClusterToken load() {
        return new TokenFile(directory).load();
    }

    @Test
    void makesATokenOf256BitsForItsOwnerAlone() throws IOException {
        ClusterToken token = load();

        assertThat(token.value()).matches("[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryContaining(path -> path.equals(file()));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void keepsTheTokenThatItMade() {
        assertThat(load()).isEqualTo(load());
    }

    @Test
    void makesAnotherOneForEachCluster() {
        ClusterToken first = load();
        file().toFile().delete();

        assertThat(load()).isNotEqualTo(first);
    }

    @Test
    void takesTheTokenThatAnOperatorWrote() throws IOException {
        Files.writeString(file(), "  an-operators-own-token\r\n");

        assertThat(load()).isEqualTo(new ClusterToken("an-operators-own-token"));
    }

    @Test
    void takesWhatWasOpenToOthersForItsOwnerAlone() throws IOException {
        Files.writeString(file(), "an-operators-own-token\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        load();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void isNotConfusedByWhatACrashLeft() throws IOException {
        Files.writeString(directory.resolve("agent-token.new"), "half");

        assertThat(load()).isEqualTo(load());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "planted secret with spaces", "planted-secret-one\nplanted-secret-two"})
    void refusesWhatIsNoTokenWithoutShowingIt(String content) throws IOException {
        Files.writeString(file(), content);

        assertThatThrownBy(this::load)
                .isInstanceOf(HumpbackException.class)
                .hasMessageStartingWith("token file holds no token: file=" + file())
                .message()
                .doesNotContain("planted")
                .hasLineCount(1);
    }

    @Test
    void refusesADirectoryAndWhatIsTooLarge() throws IOException {
        Files.createDirectory(file());
        assertThatThrownBy(this::load).isInstanceOf(HumpbackException.class);

        Files.delete(file());
        Files.writeString(file(), "x".repeat(2000));
        assertThatThrownBy(this::load).isInstanceOf(HumpbackException.class);
    }
}
