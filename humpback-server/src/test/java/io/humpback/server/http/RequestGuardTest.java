package io.humpback.server.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
    private final RequestGuard guard =
            new RequestGuard(HttpSettings.DEFAULT.withHostNames(Set.of("Center.Example")), true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8589",
                "[::1]:8589",
                "[::1]",
                "10.0.0.7:8589",
                "localhost:8589",
                "LOCALHOST",
                "center.example:8589"
            })
    void takesAddressesAndKnownNames(String host) {
        assertThatCode(() -> guard.checkHost(host)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8589", "127.0.0.1.evil.example", "localhost.evil.example"})
    void refusesANameThatCouldBeRebound(String host) {
        assertRefused(403, () -> guard.checkHost(host));
    }

    @Test
    void takesAnyNameWhenItDoesNotListenOnLoopback() {
        RequestGuard open = new RequestGuard(HttpSettings.DEFAULT, false);

        assertThatCode(() -> open.checkHost("evil.example")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example,127.0.0.1:8589",
        "http://127.0.0.1:9999,127.0.0.1:8589",
        "http://127.0.0.1,127.0.0.1:8589",
        "null,127.0.0.1:8589"
    })
    void refusesAWriteFromAnotherOrigin(String origin, String host) {
        assertRefused(403, () -> guard.checkOrigin("POST", origin, host));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8589,127.0.0.1:8589",
        "https://center.example,center.example:443",
        "http://center.example:80,center.example"
    })
    void takesAWriteFromItsOwnOrigin(String origin, String host) {
        assertThatCode(() -> guard.checkOrigin("DELETE", origin, host)).doesNotThrowAnyException();
    }

    @Test
    void takesAReadFromAnyOrigin() {
        assertThatCode(() -> guard.checkOrigin("GET", "http://evil.example", "127.0.0.1:8589"))
                .doesNotThrowAnyException();
    }

    @Test
    void takesAWriteFromAnyOriginUnderCors() {
        RequestGuard open = new RequestGuard(HttpSettings.DEFAULT.withCrossOrigin(true), true);

        assertThatCode(() -> open.checkOrigin("POST", "http://site.example", "127.0.0.1:8589"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../x",
                "/v1/./x",
                "/v1/%2e%2e/x",
                "/v1/%2E./x",
                "/v1/a%2fb",
                "/v1/a%2Fb",
                "/v1/a%5cb",
                "/v1/a%00b",
                "/v1/a%0d%0ab",
                "/v1/a%7f",
                "/v1/%c3",
                "/v1/%zz",
                "/v1/%2"
            })
    void refusesAPathThatIsMoreThanItSeems(String path) {
        assertRefused(400, () -> RequestGuard.checkPath(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/groups/%20/collections", "/v1/a.b/..c", "/v1/%C3%A4", "/v1/a+b", "/", "/v1/_ping/"})
    void takesAnOrdinaryPath(String path) {
        assertThatCode(() -> RequestGuard.checkPath(path)).doesNotThrowAnyException();
    }

    private static void assertRefused(int status, ThrowingCallable check) {
        assertThatExceptionOfType(RequestRefusedException.class)
                .isThrownBy(check)
                .matches(refused -> refused.status() == status);
    }
}
