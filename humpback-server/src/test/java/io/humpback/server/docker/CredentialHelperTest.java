package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.RegistryLogin;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialHelperTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Optional<RegistryLogin> get(String script, Duration deadline) throws InterruptedException {
        return new CredentialHelper("test", List.of("sh", "-c", script), deadline).get("reg.example.com");
    }

    @Test
    void tellsTheHelperTheRegistryAndTakesItsAnswer() throws InterruptedException {
        String script = "read server; echo \"{\\\"ServerURL\\\":\\\"x\\\",\\\"Username\\\":\\\"for $server\\\","
                + "\\\"Secret\\\":\\\"s\\\"}\"";

        assertThat(get(script, LONG)).contains(RegistryLogin.of("for reg.example.com", "s"));
    }

    @Test
    void takesASecretWithoutAUserForAToken() throws InterruptedException {
        assertThat(get("echo '{\"Username\":\"<token>\",\"Secret\":\"s\"}'", LONG))
                .contains(RegistryLogin.ofToken("s"));
    }

    @Test
    void hasNoneWhereTheHelperHasNone() throws InterruptedException {
        assertThat(get("echo 'credentials not found in native keychain'; exit 1", LONG))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"echo s3cret; exit 3", "echo s3cret", "echo '{\"Username\":\"s3cret\"}'", "exit 0", "kill -9 $$"
            })
    void saysThatAHelperFailedAndNothingOfWhatItSaid(String script) {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> get(script, LONG))
                .withMessageContaining("login for reg.example.com: docker-credential-test failed")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void doesNotWaitForAHelperThatHangs() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> get("sleep 600", Duration.ofMillis(200)))
                .withMessageContaining("no answer within 200 ms");
    }

    @Test
    void saysThatAHelperIsMissing() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> new CredentialHelper("not-there").get("reg.example.com"))
                .withMessageContaining("it cannot be started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a b", "/bin/sh", "-x"})
    void runsNothingThatIsNoName(String name) {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> new CredentialHelper(name).get("reg.example.com"))
                .withMessageContaining("its name is not one");
    }
}
