package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.MetaId;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.PortMapping;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows D1 to D8 of the catalogue of faults: what an engine refuses, loses or does late. */
class DockerFaultsTest {
    private static final String WEB_1 = "CLUSTER-default-web-1";

    private static NodeState state(LoopFixture fixture, String node) {
        return fixture.loop.view().nodes().stream()
                .filter(view -> view.node().name().equals(node))
                .map(ClusterView.NodeView::state)
                .findFirst()
                .orElseThrow();
    }

    private static long calls(TestingEngine engine, String verb) {
        return engine.calls().stream().filter(call -> call.startsWith(verb)).count();
    }

    private static ContainerSpec published(String name, int hostPort) {
        return ContainerSpec.builder(name, "app:1")
                .ports(List.of(new PortMapping(80, hostPort, "tcp", "")))
                .build();
    }

    @Test
    @DisplayName("D1: answer to create lost -> one container")
    void d1_hasOneContainerThoughTheAnswerToItsCreationIsLost() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.engines.values().forEach(engine -> engine.swallowAnswer("create"));

        OperationResult result = fixture.run(LoopFixture.create(2, LoopFixture.spec("web", "app:1")));
        fixture.pass(Duration.ofSeconds(30));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.allNames()).hasSize(2).doesNotHaveDuplicates();
        assertThat(fixture.engines.values()).allMatch(engine -> calls(engine, "create") == 1);
    }

    @Test
    @DisplayName("D1: answer to start lost -> one container, started once")
    void d1_startsOnceThoughTheAnswerToTheStartIsLost() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.engines.get("n1").swallowAnswer("start");

        OperationResult result = fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));

        assertThat(result.isComplete()).isTrue();
        assertThat(calls(fixture.engines.get("n1"), "start")).isOne();
    }

    @Test
    @DisplayName("D2: daemon frozen, thaws late -> late effect adopted or reaped within 15 s")
    void d2_reapsWhatAFrozenDaemonDoesLate() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        TestingEngine frozen = fixture.engines.get("n1");
        frozen.freeze("create");
        CompletableFuture<OperationResult> create =
                fixture.submit(LoopFixture.create(2, LoopFixture.spec("web", "app:1")));
        frozen.freeze("info", "list", "inspect", "start", "stop", "remove", "pull");
        fixture.pass(Duration.ofMinutes(3));
        assertThat(fixture.counts()).as("one is left, one has moved").containsExactly(0, 2);

        frozen.thaw();
        fixture.pass(Duration.ofSeconds(15));

        assertThat(create).isDone();
        assertThat(fixture.allNames()).hasSize(2).doesNotHaveDuplicates();
        assertThat(fixture.quarantined).isEmpty();
    }

    @Test
    @DisplayName("D2: daemon frozen for a moment -> its late effect is adopted")
    void d2_adoptsWhatAFrozenDaemonDoesLate() {
        LoopFixture fixture = new LoopFixture("n1");
        TestingEngine frozen = fixture.engines.get("n1");
        frozen.freeze("create");
        fixture.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        frozen.thaw();
        String late = frozen.containers().get(0).id();

        fixture.pass(Duration.ofSeconds(15));

        assertThat(frozen.containers()).extracting(ObservedContainer::id).containsExactly(late);
        assertThat(frozen.containers()).allMatch(one -> one.state().isLive());
    }

    @Test
    @DisplayName("D3: containerd frozen -> node unhealthy within 30 s, other nodes unaffected")
    void d3_findsANodeUnhealthyThatListsButCannotAct() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        fixture.engines.get("n1").freeze("info", "inspect", "create", "start", "stop", "remove");

        fixture.pass(Duration.ofSeconds(30));

        assertThat(state(fixture, "n1")).isNotEqualTo(NodeState.HEALTHY);
        assertThat(state(fixture, "n2")).isEqualTo(NodeState.HEALTHY);
        OperationResult other = fixture.submit(LoopFixture.create(3, LoopFixture.spec("other", "app:1")))
                .join();
        assertThat(other.items()).hasSize(3).allMatch(item -> item.nodeName().equals("n2"));
    }

    @Test
    @DisplayName("D3: a call that hangs on one node never delays another")
    void d3_goesOnElsewhereWhileACallHangs() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        fixture.hang("n1");

        CompletableFuture<OperationResult> other =
                fixture.submit(LoopFixture.create(2, LoopFixture.spec("other", "app:1")));
        fixture.pass(Duration.ofSeconds(1));

        assertThat(fixture.engines.get("n2").containers())
                .extracting(ObservedContainer::name)
                .anyMatch(name -> name.contains("other"));
        fixture.unhang("n1");
        fixture.pass(Duration.ofSeconds(5));
        assertThat(other).isDone();
    }

    @Test
    @DisplayName("D4: 500s -> retry with backoff")
    void d4_triesAgainEverLater() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.created(1, "app:1");
        TestingEngine engine = fixture.engines.get("n1");
        engine.refuse("create", 500, "server error", 6);
        engine.deleteByHand(WEB_1);

        fixture.pass(Duration.ofSeconds(20));
        assertThat(engine.containers()).isEmpty();
        fixture.pass(Duration.ofMinutes(2));

        assertThat(fixture.allNames()).containsExactly(WEB_1);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.RECOVER);
    }

    @Test
    @DisplayName("D4: half answers to a list -> nothing is taken for lost")
    void d4_losesNothingWhenListsFail() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");
        for (int i = 0; i < 60; i++) {
            fixture.engines.get("n1").refuse("list", 500, "unexpected end of JSON", 1);
            fixture.engines.get("n1").breakStreams();
            fixture.pass(Duration.ofSeconds(1));
        }

        assertThat(fixture.counts()).containsExactly(1, 1);
        assertThat(calls(fixture.engines.get("n1"), "create")).isOne();
        assertThat(calls(fixture.engines.get("n2"), "create")).isOne();
    }

    @Test
    @DisplayName("D5: port conflict -> leftover removed, next node, remembered")
    void d5_goesToTheNextNodeAndRemembersThePort() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        // the process of a host holds the port, so no list shows it
        fixture.engines.get("n1").refuse("start", 500, "Bind for 0.0.0.0:8080 failed: port is already allocated", 9);

        OperationResult first = fixture.run(LoopFixture.create(1, published("web", 8080)));
        OperationResult second = fixture.run(LoopFixture.create(1, published("other", 8080)));

        assertThat(first.isComplete()).isTrue();
        assertThat(second.isComplete()).isTrue();
        assertThat(fixture.engines.get("n1").containers()).isEmpty();
        assertThat(calls(fixture.engines.get("n1"), "create")).isOne();
    }

    @Test
    @DisplayName("D6: image missing -> reason in the answer, no name left behind")
    void d6_tellsWhyAnImageCannotBeFetched() {
        LoopFixture fixture = new LoopFixture("n1", "n2");

        OperationResult result = fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "missing:1")));

        assertThat(result.isFailed()).isTrue();
        assertThat(result.items()).allMatch(item -> item.reason().contains("pull access denied"));
        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "app:1")))
                        .isComplete())
                .isTrue();
    }

    @Test
    @DisplayName("D6: registry down as an instance is restored -> backoff, and commands are accepted")
    void d6_backsOffAndTakesCommandsWhileAnInstanceCannotBeRestored() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");
        TestingEngine engine = fixture.engines.get("n1");
        engine.refuse("pull", 500, "registry is down", 1_000);
        engine.deleteByHand(WEB_1);
        fixture.pass(Duration.ofMinutes(5));

        OperationResult result = fixture.run(LoopFixture.scale(meta, 0));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.pending).anyMatch(line -> line.contains("registry is down"));
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPDATE);
    }

    @Test
    @DisplayName("D7: bad command -> leftover cleaned")
    void d7_leavesNothingOfAContainerThatCannotStart() {
        LoopFixture fixture = new LoopFixture("n1");

        OperationResult result = fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "broken:1")));

        assertThat(result.isFailed()).isTrue();
        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    @DisplayName("D8: disk full -> node takes nothing new, cleaning goes on")
    void d8_putsNothingOnANodeWhoseDiskIsFullAndCleansIt() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId old = fixture.created(2, "app:1");
        TestingEngine full = fixture.engines.get("n1");
        full.setDiskFull(true);

        OperationResult spread = fixture.run(LoopFixture.create(2, LoopFixture.spec("other", "app:1")));
        OperationResult more = fixture.run(LoopFixture.create(4, LoopFixture.spec("more", "app:1")));
        fixture.run(new Command.RemoveMeta(old));

        assertThat(spread.items())
                .allMatch(item ->
                        item.outcome() == Outcome.DONE && item.nodeName().equals("n2"));
        assertThat(more.items()).allMatch(item -> item.nodeName().equals("n2"));
        assertThat(full.containers()).isEmpty();
    }

    @Test
    @DisplayName("D8: disk full and no other node -> the reason is told, and it is used again when there is room")
    void d8_tellsThatTheOnlyDiskIsFull() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.engines.get("n1").setDiskFull(true);
        OperationResult refused = fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        assertThat(refused.items()).allMatch(item -> item.reason().contains("no space left on device"));

        fixture.engines.get("n1").setDiskFull(false);
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.run(LoopFixture.create(1, LoopFixture.spec("web", "app:1")))
                        .isComplete())
                .isTrue();
    }
}
