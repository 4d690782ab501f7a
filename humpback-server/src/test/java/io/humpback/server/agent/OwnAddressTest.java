package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.agent.HostNetworks.Address;
import io.humpback.server.agent.OwnAddress.Choice;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnAddressTest {
    /** Networks as a table writes them: {@code lo=127.0.0.1 eth0=10.0.0.1}. */
    private record Table(String route, String networks) implements HostNetworks {
        @Override
        public Optional<InetAddress> towards(String host, int port) {
            return route.isEmpty() ? Optional.empty() : Optional.of(address(route));
        }

        @Override
        public List<Address> addresses() {
            List<Address> addresses = new ArrayList<>();
            for (String entry : networks.isEmpty() ? new String[0] : networks.split(" ", -1)) {
                String[] parts = entry.split("=", 2);
                addresses.add(new Address(parts[0], address(parts[1])));
            }
            return addresses;
        }

        private static InetAddress address(String text) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }
    }

    @ParameterizedTest(name = "{0}, way from {1}, {2} -> {3}")
    @CsvSource({
        "10.9.9.9, 10.0.0.1, eth0=10.0.0.1, 10.9.9.9, configured, true",
        "2001:db8::9, 10.0.0.1, eth0=10.0.0.1, 2001:db8::9, configured, true",
        "0.0.0.0, 10.0.0.1, eth0=192.168.0.1 eth1=10.0.0.1, 10.0.0.1, the way to center begins there, true",
        "'', 10.0.0.1, eth0=192.168.0.1 eth1=10.0.0.1, 10.0.0.1, the way to center begins there, true",
        "'::', 10.0.0.1, eth0=192.168.0.1, 10.0.0.1, the way to center begins there, true",
        "'', 127.0.0.1, lo=127.0.0.1 eth0=10.0.0.1, 10.0.0.1, first address of network eth0, false",
        "'', '', lo=127.0.0.1 docker0=172.17.0.1 eth0=10.0.0.1, 10.0.0.1, first address of network eth0, false",
        "'', '', lo=127.0.0.1 br-1a2b=172.18.0.1 wlan0=10.0.0.2, 10.0.0.2, first address of network wlan0, false",
        "'', '', eth0=fe80::1 eth0=2001:db8::1 eth1=10.0.0.1, 10.0.0.1, first address of network eth1, false",
        "'', '', eth0=fe80::1 eth0=2001:db8::1, 2001:db8:0:0:0:0:0:1, first address of network eth0, false",
        "'', '', docker0=172.17.0.1 eth0=169.254.1.1, 172.17.0.1, first address of network docker0, false",
        "'', '', eth1=10.0.0.2 eth0=10.0.0.1, 10.0.0.2, first address of network eth1, false",
        "'', '', lo=127.0.0.1, 127.0.0.1, no network leads out of this host, false",
        "'', '', '', 127.0.0.1, no network leads out of this host, false"
    })
    void choosesAndSaysWhy(
            String configured, String route, String networks, String address, String reason, boolean certain) {
        assertThat(new OwnAddress(new Table(route, networks)).find(configured, "center", 8589))
                .isEqualTo(new Choice(address, reason, certain));
    }

    @Test
    void asksForNoWayWhereThereIsNoTarget() {
        assertThat(new OwnAddress(new Table("10.0.0.1", "eth0=10.0.0.2"))
                        .find("", "", 0)
                        .address())
                .isEqualTo("10.0.0.2");
    }

    @Test
    void findsSomethingOnThisVeryHost() {
        OwnAddress real = OwnAddress.ofThisHost();

        assertThat(real.find("0.0.0.0", "127.0.0.1", 8589).address()).isNotEmpty();
        assertThat(real.find("", "host.invalid", 8589).address()).isNotEmpty();
    }

    @Test
    void neverGivesUpWhatWasCertainForAGuess() {
        List<Choice> choices = new ArrayList<>(List.of(
                new Choice("10.0.0.7", "a guess at the start", false),
                new Choice("10.0.0.1", "the way", true),
                new Choice("10.0.0.7", "the name server is away", false),
                new Choice("10.0.0.2", "the way is another one", true)));
        AnnouncedAddress announced = new AnnouncedAddress(() -> choices.remove(0));

        assertThat(List.of(announced.get(), announced.get(), announced.get(), announced.get()))
                .containsExactly("10.0.0.7", "10.0.0.1", "10.0.0.1", "10.0.0.2");
    }
}
