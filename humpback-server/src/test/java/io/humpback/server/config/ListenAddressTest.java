package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        ":8589, '', 8589",
        "8589, host-if-none, 8589",
        "0.0.0.0:80, 0.0.0.0, 80",
        "center.example:65535, center.example, 65535",
        "[::1]:8589, ::1, 8589",
        "127.0.0.1:0, 127.0.0.1, 0"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(ListenAddress.parse(text, "host-if-none")).isEqualTo(new ListenAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "host", "host:", "host:x", "host:65536", ":-1", "::1:8589", "a b:80", "99999", "+80"})
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ListenAddress.parse(text, "127.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, true, false",
        "localhost:1, true, false",
        "[::1]:1, true, false",
        ":1, false, true",
        "0.0.0.0:1, false, true",
        "[::]:1, false, true",
        "10.0.0.1:1, false, false"
    })
    void knowsHowFarItIsOpen(String text, boolean loopback, boolean all) {
        ListenAddress address = ListenAddress.parse(text, "");

        assertThat(address.isLoopback()).isEqualTo(loopback);
        assertThat(address.isAllInterfaces()).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {":8589", "127.0.0.1:8589", "[::1]:8589"})
    void printsWhatItReads(String text) {
        assertThat(ListenAddress.parse(text, "")).hasToString(text);
    }
}
