package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true, true",
        "127.0.0.1, true, true",
        "::1, true, true",
        "2001:db8::1, true, true",
        "0.0.0.0, true, false",
        "0.1.2.3, true, false",
        "::, true, false",
        "::ffff:0.0.0.0, true, false",
        "224.0.0.1, true, false",
        "239.255.255.255, true, false",
        "255.255.255.255, true, false",
        "ff02::1, true, false",
        "10.0.0.0/8, false, false",
        "localhost, false, false",
        "'', false, false"
    })
    void tellsLiteralAddressesAndHosts(String text, boolean literal, boolean host) {
        assertThat(IpAddress.isLiteral(text)).isEqualTo(literal);
        assertThat(IpAddress.isHost(text)).isEqualTo(host);
    }
}
