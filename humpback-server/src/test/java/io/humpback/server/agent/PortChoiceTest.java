package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortChoiceTest {
    private final List<ObservedContainer> containers = new ArrayList<>();
    private final Set<Integer> listening = new HashSet<>();
    private Instant now = Instant.EPOCH;
    private final PortChoice choice = choiceOf(new PortRange(8000, 8003));

    @Test
    void takesTheLowestPortsThatAreFree() {
        containers.add(container(8000));
        listening.add(8001);

        assertThat(choose(spec(new PortMapping(80, 0, "tcp", ""), new PortMapping(53, 0, "udp", "127.0.0.1"))))
                .containsExactly(new PortMapping(80, 8002, "tcp", ""), new PortMapping(53, 8003, "udp", "127.0.0.1"));
    }

    @Test
    void givesNoPortTwiceWhileItsContainerIsBeingMade() {
        ContainerSpec spec = spec(new PortMapping(80, 0, "tcp", ""));

        assertThat(choose(spec).get(0).hostPort()).isEqualTo(8000);
        assertThat(choose(spec).get(0).hostPort()).isEqualTo(8001);
        now = now.plus(Duration.ofMinutes(3));
        assertThat(choose(spec).get(0).hostPort()).isEqualTo(8000);
    }

    @Test
    void givesAPortAgainAsSoonAsTheContainerThatHeldItIsGone() {
        ContainerSpec spec = spec(new PortMapping(80, 0, "tcp", ""));
        assertThat(choose(spec).get(0).hostPort()).isEqualTo(8000);
        containers.add(container(8000));
        assertThat(choose(spec).get(0).hostPort()).isEqualTo(8001);

        containers.clear();

        assertThat(choose(spec).get(0).hostPort()).isEqualTo(8000);
    }

    @Test
    void leavesPortsThatAreNamed() {
        assertThat(choose(spec(new PortMapping(80, 8000, "tcp", ""), new PortMapping(81, 0, "tcp", ""))))
                .extracting(PortMapping::hostPort)
                .containsExactly(8000, 8001);
    }

    @Test
    void leavesHostNetworkingAlone() {
        ContainerSpec spec = spec(new PortMapping(80, 0, "tcp", "")).toBuilder()
                .networkMode("host")
                .build();

        assertThat(choose(spec).get(0).hostPort()).isZero();
    }

    @Test
    void letsDockerChooseWithoutARange() {
        ContainerRequest request = new ContainerRequest("nn", spec(new PortMapping(80, 0, "tcp", "")), Map.of());

        assertThat(choiceOf(PortRange.parse("0-0")).choose(request)).isSameAs(request);
    }

    @Test
    void saysThatNoneIsLeft() {
        listening.addAll(List.of(8000, 8001, 8002, 8003));

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> choose(spec(new PortMapping(80, 0, "tcp", ""))))
                .withMessageContaining("8000-8003");
    }

    @Test
    void seesWhoListensOnThisHost() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThat(PortChoice.isFreeHere(socket.getLocalPort(), "tcp")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8000", "8999-8000", "0-1", "1-70000", "a-b", "-1-5"})
    void refusesARangeThatMakesNoSense(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PortRange.parse(text));
    }

    private static ObservedContainer container(int port) {
        return new ObservedContainer(
                "id",
                "other",
                ContainerState.of(ContainerState.Status.RUNNING),
                spec(new PortMapping(80, port, "tcp", "")),
                "",
                null);
    }

    private PortChoice choiceOf(PortRange range) {
        return new PortChoice(range, this::inUse, (port, protocol) -> !listening.contains(port), () -> now);
    }

    private Set<Integer> inUse() {
        return containers.stream()
                .flatMap(container -> container.spec().ports().stream())
                .map(PortMapping::hostPort)
                .collect(Collectors.toSet());
    }

    private List<PortMapping> choose(ContainerSpec spec) {
        return choice.choose(new ContainerRequest("nn", spec, Map.of())).spec().ports();
    }

    private static ContainerSpec spec(PortMapping... ports) {
        return ContainerSpec.builder("nn", "i:1").ports(List.of(ports)).build();
    }
}
