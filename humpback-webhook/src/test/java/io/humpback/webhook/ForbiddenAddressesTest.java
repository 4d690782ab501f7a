package io.humpback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForbiddenAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.0.1",
                "169.254.169.254",
                "169.254.255.255",
                "fe80::1",
                "febf::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "64:ff9b::169.254.169.254",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "::ffff:100.100.100.200",
                "fd00:ec2::254",
                "fd20:ce::254",
            })
    void holdLinkLocalAndMetadataAddresses(String address) {
        assertThat(ForbiddenAddresses.contains(InetAddresses.forString(address)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.253.255.255",
                "169.255.0.0",
                "::1",
                "fd00::1",
                "fec0::1",
                "2001:db8::1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
            })
    void holdNoLoopbackPrivateOrPublicAddress(String address) {
        assertThat(ForbiddenAddresses.contains(InetAddresses.forString(address)))
                .isFalse();
    }
}
