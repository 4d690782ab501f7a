package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryFileTest {
    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("registries.yaml"), text);
    }

    @Test
    void readsEachKindOfLogin() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "from a file\n");

        assertThat(RegistryFile.read(file("""
                reg.example.com:5000:
                  username: robot
                  password: "0123"
                https://index.docker.io/v1/:
                  username: robot
                  password-file: %s
                ghcr.io:
                  identity-token: tkn
                """.formatted(secret))).logins())
                .isEqualTo(Map.of(
                        "reg.example.com:5000", RegistryLogin.of("robot", "0123"),
                        "docker.io", RegistryLogin.of("robot", "from a file"),
                        "ghcr.io", RegistryLogin.ofToken("tkn")));
    }

    @Test
    void namesTheFilesWithSecrets() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "p");
        Path token = Files.writeString(directory.resolve("token"), "t");
        Path file = file(
                "a.x: {username: u, password-file: %s}\nb.x: {identity-token-file: %s}\n".formatted(password, token));

        assertThat(RegistryFile.read(file).files()).containsExactlyInAnyOrder(file, password, token);
    }

    @Test
    void mayBeEmpty() throws IOException {
        assertThat(RegistryFile.read(file("# none yet\n")).logins()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.x: s3cret | :1:6: a single value (expected: a map)",
                "a.x: {username: s3cret} | :1:6: login: incomplete",
                "a.x: {user: s3cret} | :1:7: unknown key (expected: username",
                "a.x: {username: [s3cret], password: s3cret} | :1:17: a list (expected: a text)",
                "'a b: {username: u, password: s3cret}' | :1:1: registry: malformed",
                "a.x: {username: u, password-file: /nonexistent/f} | /nonexistent/f cannot be read",
                "'{a.x: {username: u, password: s3cret}, https://a.x/: {username: u, password: s3cret}}' | stands twice",
                "- s3cret | :1:1: a list (expected: a map)"
            })
    void namesThePlaceOfAMistakeAndNoSecret(String text, String message) throws IOException {
        Path file = file(text);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RegistryFile.read(file))
                .withMessageContaining(message)
                .withMessageNotContaining("s3cret");
    }

    @Test
    void readsLoginsOfAVariable() {
        assertThat(RegistryWords.parse(" u:p@a.x  robot:p@ss:w@reg.example.com:5000 "))
                .isEqualTo(Map.of(
                        "a.x", RegistryLogin.of("u", "p"),
                        "reg.example.com:5000", RegistryLogin.of("robot", "p@ss:w")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret",
                "u:s3cret",
                "s3cret@a.x",
                ":s3cret@a.x",
                "u:@a.x",
                "u:s3cret@",
                "u:s3cret@a.x u:s3cret@A.X"
            })
    void refusesLoginsThatMakeNoSenseWithoutRepeatingThem(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryWords.parse(text))
                .withMessageNotContaining("s3cret");
    }
}
