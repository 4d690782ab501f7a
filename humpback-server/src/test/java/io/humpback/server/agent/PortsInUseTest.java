package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PortsInUseTest {
    private final List<ObservedContainer> listed = new ArrayList<>();
    private final List<ObservedContainer> whole = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final PortsInUse inUse = new PortsInUse(deadline -> listed, this::inspect);

    private ObservedContainer inspect(String id, Duration deadline) {
        asked.add(id);
        return whole.stream()
                .filter(container -> container.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new EngineRefusedException(500, "stuck"));
    }

    private static ObservedContainer container(
            String id, Status status, @Nullable InstanceIdentity identity, int... ports) {
        List<PortMapping> mappings = new ArrayList<>();
        for (int port : ports) {
            mappings.add(new PortMapping(80, port, "tcp", ""));
        }
        ContainerSpec spec = ContainerSpec.builder(id, "i:1").ports(mappings).build();
        return new ObservedContainer(id, id, ContainerState.of(status), spec, "", identity);
    }

    /** A list shows of a container that does not run what an engine's does: no port. */
    private void stranger(String id, Status status, int... ports) {
        listed.add(container(id, status, null));
        whole.add(container(id, status, null, ports));
    }

    @ParameterizedTest
    @EnumSource(value = Status.class, names = "RUNNING", mode = EnumSource.Mode.EXCLUDE)
    void knowsThePortsThatAStrangerWillHaveWhenItIsStarted(Status status) {
        stranger("db", status, 8000, 8001);

        assertThat(inUse.get()).containsExactlyInAnyOrder(8000, 8001);
    }

    @Test
    void asksOnlyForWhatAListDoesNotShowAndOnlyOnce() {
        listed.add(container("running", Status.RUNNING, null, 8002));
        listed.add(container("without", Status.RUNNING, null));
        listed.add(container("paused", Status.PAUSED, null, 8003));
        listed.add(container("ours", Status.EXITED, TestingAgent.IDENTITY, 8004));
        stranger("db", Status.EXITED, 8000);

        assertThat(inUse.get()).containsExactlyInAnyOrder(8000, 8002, 8003, 8004);
        assertThat(inUse.get()).containsExactlyInAnyOrder(8000, 8002, 8003, 8004);
        assertThat(asked).containsExactly("db");
    }

    @Test
    void forgetsWhatIsGone() {
        stranger("db", Status.EXITED, 8000);
        assertThat(inUse.get()).containsExactly(8000);

        listed.clear();

        assertThat(inUse.get()).isEmpty();
    }

    @Test
    void goesOnWithoutOneThatItsEngineIsStuckWith() {
        listed.add(container("stuck", Status.EXITED, null));
        stranger("db", Status.CREATED, 8000);

        assertThat(inUse.get()).containsExactly(8000);
    }
}
