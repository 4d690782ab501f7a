package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.Constraint;
import io.humpback.core.Group;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import io.humpback.scheduler.control.ClusterSetting.SetLabels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Labels and placements that change while instances run: only those move that match no more. */
class LabelChangeTest {
    private static final Placement ON_SSD =
            new Placement(List.of(Constraint.parse("node.labels.disk==ssd")), List.of(), List.of());

    private static void label(LoopFixture fixture, String node, String disk) {
        GroupRemovalTest.set(fixture, new SetLabels(node, disk.isEmpty() ? Map.of() : Map.of("disk", disk)));
    }

    private static MetaId created(LoopFixture fixture, String name, int instances, Placement placement) {
        OperationResult result = fixture.run(new Command.CreateMeta(
                Group.DEFAULT, instances, LoopFixture.spec(name, "app:1"), placement, List.of(), MetaOptions.DEFAULT));
        assertThat(result.isComplete()).isTrue();
        return result.meta().id();
    }

    private static OperationResult place(LoopFixture fixture, MetaId meta, Placement placement) {
        return fixture.run(new Command.UpdateMeta(meta, null, placement, null, null));
    }

    @Test
    void movesOnlyInstancesThatDoNotMatchTheLabelsAnyMore() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        label(fixture, "n1", "ssd");
        label(fixture, "n2", "ssd");
        created(fixture, "db", 2, ON_SSD);
        created(fixture, "web", 3, Placement.ANYWHERE);
        List<String> web = fixture.allNames();
        LiveInvariants invariants = LiveInvariants.watch(fixture);

        label(fixture, "n1", "hdd");
        fixture.pass(Duration.ofSeconds(30));
        invariants.end();

        assertThat(fixture.names().get("n2")).contains("CLUSTER-default-db-1", "CLUSTER-default-db-2");
        assertThat(fixture.names().get("n1"))
                .noneMatch(name -> name.contains("db"))
                .hasSize(1);
        assertThat(fixture.allNames()).isEqualTo(web);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    @DisplayName("N12: no node has the label any more -> nothing moves, the reason is known, and a change ends it")
    void n12_keepsEverythingWhenNoNodeMatches() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        label(fixture, "n1", "ssd");
        created(fixture, "db", 2, ON_SSD);
        List<String> calls = fixture.engines.get("n1").calls();

        label(fixture, "n1", "");
        fixture.pass(Duration.ofMinutes(5));

        assertThat(fixture.engines.get("n1").calls()).isEqualTo(calls);
        assertThat(fixture.pending).hasSize(2).allMatch(reason -> reason.contains("no node fits"));
        label(fixture, "n2", "ssd");
        fixture.pass(Duration.ofSeconds(20));
        assertThat(fixture.counts()).containsExactly(0, 2);
    }

    @Test
    void movesOnlyWhatDoesNotMatchANewPlacement() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        MetaId meta = created(fixture, "web", 6, Placement.ANYWHERE);
        label(fixture, "n1", "ssd");
        label(fixture, "n2", "ssd");
        List<String> stay = fixture.engines.get("n1").calls();
        LiveInvariants invariants = LiveInvariants.watch(fixture);

        OperationResult result = place(fixture, meta, ON_SSD);
        fixture.pass(Duration.ofSeconds(30));
        invariants.end();

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.counts()).containsExactly(3, 3, 0);
        assertThat(fixture.engines.get("n1").calls().subList(0, stay.size())).isEqualTo(stay);
        assertThat(fixture.engines.get("n1").calls()).noneMatch(call -> call.startsWith("remove"));
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPDATE, Cause.MIGRATE);
    }

    @Test
    void movesNothingForAPreference() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = created(fixture, "web", 4, Placement.ANYWHERE);
        label(fixture, "n1", "ssd");

        place(fixture, meta, new Placement(List.of(), List.of("node.labels.disk"), List.of()));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.counts()).containsExactly(2, 2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPDATE);
    }

    @Test
    void keepsEverythingForAPlatformThatNoNodeHas() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = created(fixture, "web", 2, Placement.ANYWHERE);

        place(fixture, meta, new Placement(List.of(), List.of(), List.of(new Platform("linux", "arm64"))));
        fixture.pass(Duration.ofMinutes(3));
        assertThat(fixture.counts()).containsExactly(1, 1);
        assertThat(fixture.pending).anyMatch(reason -> reason.contains("are of another platform"));

        place(fixture, meta, new Placement(List.of(), List.of(), List.of(new Platform("linux", "amd64"))));
        fixture.pass(Duration.ofMinutes(3));
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPDATE, Cause.UPDATE);
    }

    @Test
    void movesNothingOffANodeThatDoesNotAnswer() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        label(fixture, "n1", "ssd");
        label(fixture, "n2", "ssd");
        created(fixture, "db", 2, ON_SSD);
        fixture.engines.get("n1").die();
        fixture.pass(Duration.ofSeconds(10));

        label(fixture, "n1", "");
        fixture.pass(Duration.ofSeconds(10));

        assertThat(fixture.counts()).containsExactly(1, 1);
    }

    @Test
    @DisplayName("C1: the leader dies between any two calls of a move -> it is finished, nothing twice, nothing lost")
    void c1_goesOnUnderAnotherLeaderWhereverTheLastOneDied() {
        for (int calls = 0; calls < 16; calls++) {
            LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
            label(fixture, "n1", "ssd");
            label(fixture, "n2", "ssd");
            created(fixture, "db", 4, ON_SSD);
            LiveInvariants invariants = LiveInvariants.watch(fixture);
            fixture.loop.set(new SetLabels("n1", Map.of()));
            fixture.step();
            for (int i = 0; i < calls; i++) {
                fixture.runOneCall();
                fixture.step();
            }

            fixture.failOver();
            fixture.pass(Duration.ofSeconds(30));
            invariants.end();

            assertThat(fixture.counts()).as("died after %d calls", calls).containsExactly(0, 4, 0);
            assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
        }
    }
}
