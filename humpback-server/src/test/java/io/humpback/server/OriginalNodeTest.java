package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Fence;
import io.humpback.core.Group;
import io.humpback.core.Hook;
import io.humpback.core.MetaOptions;
import io.humpback.core.NodeState;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.contract.AnnouncedNode;
import io.humpback.core.contract.NodeRecord;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.ControlLoop;
import io.humpback.scheduler.control.LoopListener;
import io.humpback.scheduler.control.LoopParts;
import io.humpback.scheduler.control.LoopRunner;
import io.humpback.scheduler.control.SteadyClock;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.testing.TestingStateStore;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.RecordedOriginal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that an agent of the original announces, under a control loop with a directory in memory. */
class OriginalNodeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RecordedOriginal agent = RecordedOriginal.start();
    private final InstantSource clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final JoinedNodeDirectory directory = new JoinedNodeDirectory(clock);
    private final ExecutorService calls = Executors.newCachedThreadPool();
    private final NodeConnector connector = new NodeConnector(
            new DockerConnector(DockerSettings.DEFAULT),
            new AgentConnector(AgentAccess.withToken("secret-of-the-cluster"), () -> new Fence("c1", 1)),
            UnaryOperator.identity());
    private final ControlLoop loop = new ControlLoop(new LoopParts(
            new TestingStateStore(),
            connector,
            Scheduler.builder().build(),
            LoopSettings.DEFAULT.withRemoveDelay(Duration.ZERO),
            LoopListener.NONE,
            calls,
            () -> UUID.randomUUID().toString(),
            () -> true,
            true));
    private final LoopRunner runner = new LoopRunner(loop, LoopListener.NONE, clock, Duration.ofMillis(200));

    @BeforeEach
    void announce() {
        NodeRecord record = new NodeRecord(
                "UO7A:SDHZ",
                "hbnode1",
                "127.0.0.1",
                agent.address(),
                2,
                8L << 30,
                "overlay2",
                "6",
                "x86_64",
                "Debian",
                "linux",
                List.of("zone=z1"),
                "1.3.7",
                "20.10.24");
        runner.start(directory);
        directory.announce(AnnouncedNode.of("agent-key-1", record), "", LIMIT);
        await("health")
                .atMost(LIMIT)
                .until(() -> loop.view().nodes().stream().anyMatch(node -> node.state() == NodeState.HEALTHY));
    }

    @AfterEach
    void close() {
        runner.close();
        connector.close();
        calls.shutdownNow();
        directory.close();
        agent.close();
    }

    private OperationResult run(Command command) throws Exception {
        return loop.submit(command).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void takesAndLosesInstancesLikeAnyOther() throws Exception {
        String foreign = agent.add("foreign");

        OperationResult created = create("app:1", 2);

        assertThat(created.isComplete()).as(created.toString()).isTrue();
        assertThat(agent.states())
                .containsEntry("CLUSTER-default-web-1", "running")
                .containsEntry("CLUSTER-default-web-2", "running")
                .hasSize(3);
        run(new Command.RemoveMeta(created.meta().id()));
        assertThat(agent.states()).containsOnlyKeys("foreign");
        assertThat(agent.requests()).noneMatch(request -> request.contains("/agent/v1"));
        assertThat(agent.headers()).doesNotContain("authorization");
        assertThat(foreign).isNotEmpty();
    }

    private OperationResult create(String image, int instances) throws Exception {
        return run(new Command.CreateMeta(
                Group.DEFAULT,
                instances,
                ContainerSpec.builder("web", image).build(),
                new Placement(List.of(), List.of(), List.of()),
                List.of(new Hook("http://127.0.0.1/hook", "")),
                MetaOptions.DEFAULT));
    }

    /** That agent leaves what it cannot start under the name; then the name would be taken for ever. */
    @Test
    void leavesNothingBehindThatCannotBeStarted() throws Exception {
        OperationResult created = create("broken:1", 1);

        assertThat(created.isComplete()).as(agent.requests().toString()).isFalse();
        assertThat(created.toString()).contains("/no/such/binary");
        await("nothing left").atMost(LIMIT).until(() -> agent.states().isEmpty());
    }
}
