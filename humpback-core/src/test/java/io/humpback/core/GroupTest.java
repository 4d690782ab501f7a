package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupTest {
    private static Group of(List<Group.Server> servers) {
        return new Group(GroupId.of("g"), "g", true, false, servers, "", "");
    }

    @ParameterizedTest
    @CsvSource({
        "host1, 10.0.0.1, true",
        "HOST1, '', true",
        "Host1, 10.9.9.9, true",
        "other, 10.0.0.1, true",
        "'', 10.0.0.1, true",
        "host2, 10.0.0.2, false",
        "host, '', false",
        "'', 10.0.0.11, false",
        "'', '', false"
    })
    void containsANodeByAddressOrByNameWithoutCase(String name, String address, boolean expected) {
        assertThat(of(List.of(new Group.Server(name, address))).contains(Examples.NODE))
                .isEqualTo(expected);
    }

    @Test
    void doesNotTakeEmptyPartsForEqual() {
        Node nameless = new Node(NodeId.of("n"), "", "", "unix:///run/docker.sock", NodeFacts.UNKNOWN, "");

        assertThat(of(List.of(new Group.Server("", ""))).contains(nameless)).isFalse();
    }

    @Test
    void containsANodeThatAnyServerNames() {
        List<Group.Server> servers = List.of(new Group.Server("x", ""), new Group.Server("host1", ""));

        assertThat(of(servers).contains(Examples.NODE)).isTrue();
    }

    @Test
    void containsEveryNodeIfItIsTheOneForThat() {
        assertThat(Group.everyNode().contains(Examples.NODE)).isTrue();
        assertThat(Group.everyNode().clusterMode()).isTrue();
        assertThat(Group.everyNode().id()).isEqualTo(GroupId.of("default"));
    }

    @Test
    void containsNothingWithoutServers() {
        assertThat(of(List.of()).contains(Examples.NODE)).isFalse();
    }

    /** In Turkish the upper case of i is another letter. */
    @Test
    void comparesNamesTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));

            assertThat(of(List.of(new Group.Server("MINI", ""))).contains(Examples.NODE.withName("mini")))
                    .isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void isNotChangedThroughItsServers() {
        List<Group.Server> servers = new ArrayList<>();
        Group group = of(servers);

        servers.add(new Group.Server("host1", ""));

        assertThat(group.servers()).isEmpty();
    }
}
