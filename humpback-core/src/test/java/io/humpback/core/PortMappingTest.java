package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortMappingTest {
    @ParameterizedTest
    @CsvSource({"1, 0, tcp", "65535, 65535, udp", "80, 8080, sctp", "53, 53, UDP"})
    void takesPortsOfTheRange(int containerPort, int hostPort, String protocol) {
        PortMapping port = new PortMapping(containerPort, hostPort, protocol, "");

        assertThat(port.protocol()).isEqualToIgnoringCase(protocol).isLowerCase();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 80, tcp, 'containerPort: 0 (expected: 1-65535)'",
        "65536, 80, tcp, 'containerPort: 65536 (expected: 1-65535)'",
        "-1, 80, tcp, 'containerPort: -1 (expected: 1-65535)'",
        "80, -1, tcp, 'hostPort: -1 (expected: 0-65535)'",
        "80, 65536, tcp, 'hostPort: 65536 (expected: 0-65535)'",
        "80, 80, icmp, 'protocol: icmp (expected: tcp, udp or sctp)'"
    })
    void refusesEverythingElse(int containerPort, int hostPort, String protocol, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PortMapping(containerPort, hostPort, protocol, ""))
                .withMessage(message);
    }

    @Test
    void isTcpUnlessAnotherProtocolIsNamed() {
        assertThat(new PortMapping(80, 0, "", "").protocol()).isEqualTo("tcp");
    }

    @Test
    void isFixedIfTheHostsPortIsNamed() {
        assertThat(new PortMapping(80, 0, "", "").isFixed()).isFalse();
        assertThat(new PortMapping(80, 1, "", "").isFixed()).isTrue();
    }
}
