package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.Document;
import io.humpback.core.Expulsions;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.RunState;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What holds in every story of a control loop: S1, S2, S3 and S5 at each call, L1, L2 and events at its end. */
final class StoryInvariants {
    private static final Duration LONGEST_TOGETHER = Duration.ofSeconds(20);

    private final LoopFixture fixture;
    private final Map<String, Instant> together = new HashMap<>();
    private final Map<String, Long> incarnations = new HashMap<>();
    private final Set<String> frozen = new HashSet<>();

    StoryInvariants(LoopFixture fixture) {
        this.fixture = fixture;
    }

    private <D extends Document> List<D> all(Class<D> type) {
        return fixture.store.load().documents().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<Meta> metas() {
        return all(Meta.class);
    }

    /** Something went wrong just now: what it delays begins to count anew. */
    void fault() {
        together.clear();
    }

    /** Calls that change something on {@code node} hang, or do so no more: it does not answer in every respect. */
    void frozen(String node, boolean isFrozen) {
        if (isFrozen) {
            frozen.add(node);
        } else {
            frozen.remove(node);
        }
    }

    private record Live(String node, ObservedContainer container) {
        InstanceIdentity identity() {
            return container.findIdentity().orElseThrow();
        }

        String key() {
            return identity().metaId() + "/" + identity().index();
        }
    }

    private Map<String, Live> live() {
        Map<String, Live> live = new TreeMap<>();
        fixture.engines.forEach((name, engine) -> {
            for (ObservedContainer container : engine.containers()) {
                if (container.identity() != null && container.state().isLive()) {
                    live.put(container.id(), new Live(name, container));
                }
            }
        });
        return live;
    }

    /** Runs one call and checks what it ended. */
    boolean around(BooleanSupplier call) {
        Map<String, Live> before = live();
        boolean called = call.getAsBoolean();
        if (called) {
            Map<String, Live> after = live();
            before.forEach((id, one) -> {
                if (!after.containsKey(id)) {
                    checkEnded(one, after);
                }
            });
            checkTogether(after);
        }
        return called;
    }

    /** S5: what ended was no last instance of a wanted index, unless it was to end. */
    private void checkEnded(Live ended, Map<String, Live> after) {
        MetaId meta = ended.identity().metaId();
        Assignment assigned = assigned(meta, ended.identity().index());
        boolean wanted = metas().stream().anyMatch(one -> one.id().equals(meta))
                && assigned != null
                && assigned.goal().state() == RunState.RUNNING
                && !isRolledOut(meta)
                && !expelled().contains(ended.container().id());
        if (!wanted || isFinished(meta, ended)) {
            return;
        }
        assertThat(after.values().stream().filter(one -> one.key().equals(ended.key())))
                .as("S5: the last instance of a wanted index was ended: %s on %s", ended.container(), ended.node())
                .isNotEmpty();
    }

    private boolean isFinished(MetaId meta, Live ended) {
        for (TestingEngine engine : fixture.engines.values()) {
            for (ObservedContainer container : engine.containers()) {
                InstanceIdentity identity = container.identity();
                if (identity != null
                        && identity.metaId().equals(meta)
                        && identity.index() == ended.identity().index()
                        && !container.id().equals(ended.container().id())
                        && container.state().wasStarted()
                        && (container.spec().restartPolicy().mayExit()
                                || container.spec().restartPolicy().mayExitWith(0))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isRolledOut(MetaId meta) {
        return all(Operation.class).stream()
                .anyMatch(operation -> operation.metaId().equals(meta) && operation.rollOut() != null);
    }

    private Set<String> expelled() {
        Set<String> ids = new HashSet<>();
        all(Expulsions.class).forEach(expulsions -> expulsions.containers().forEach(one -> ids.add(one.containerId())));
        return ids;
    }

    private Assignment assigned(MetaId meta, int index) {
        for (MetaAssignments assignments : all(MetaAssignments.class)) {
            if (assignments.metaId().equals(meta)) {
                return assignments.byIndex().get(index);
            }
        }
        return null;
    }

    /** S3. */
    private void checkTogether(Map<String, Live> live) {
        Map<String, List<Live>> byKey = new TreeMap<>();
        Set<String> expelled = expelled();
        Set<String> answering = new HashSet<>();
        fixture.loop.view().nodes().stream()
                .filter(node -> node.state() == NodeState.HEALTHY
                        && !frozen.contains(node.node().id().value()))
                .forEach(node -> answering.add(node.node().id().value()));
        for (Live one : live.values()) {
            if (!expelled.contains(one.container().id()) && answering.contains(one.node())) {
                byKey.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(one);
            }
        }
        Instant now = fixture.clock.instant();
        together.keySet().removeIf(key -> byKey.getOrDefault(key, List.of()).size() < 2);
        byKey.forEach((key, ones) -> {
            if (ones.size() > 1) {
                Instant since = together.computeIfAbsent(key, one -> now);
                assertThat(Duration.between(since, now))
                        .as("S3: %s since %s", ones, since)
                        .isLessThanOrEqualTo(LONGEST_TOGETHER);
            }
        });
    }

    /** S1, S2 and S3 as things stand. */
    void check() {
        for (TestingEngine engine : fixture.engines.values()) {
            assertThat(engine.calls()).as("S1").noneMatch(call -> call.contains(" foreign"));
        }
        for (MetaAssignments assignments : all(MetaAssignments.class)) {
            for (Assignment assignment : assignments.assignments()) {
                long before = incarnations.getOrDefault(assignments.metaId() + "/" + assignment.index(), 0L);
                assertThat(assignment.incarnation()).as("S2").isGreaterThanOrEqualTo(before);
                incarnations.put(assignments.metaId() + "/" + assignment.index(), assignment.incarnation());
            }
        }
        checkTogether(live());
    }

    /** L1 and L2, and one event of an operation at most. */
    void checkConverged() {
        List<Operation> open = all(Operation.class).stream()
                .filter(operation -> !io.humpback.scheduler.reconcile.Reconciler.isHeld(operation))
                .toList();
        assertThat(open).as("L2: open operations").isEmpty();
        assertThat(all(Expulsions.class)).as("L2: expulsions").isEmpty();
        Map<String, ObservedContainer> byPlace = new TreeMap<>();
        int count = 0;
        for (Map.Entry<String, TestingEngine> engine : fixture.engines.entrySet()) {
            for (ObservedContainer container : engine.getValue().containers()) {
                if (container.identity() != null) {
                    count++;
                    byPlace.put(engine.getKey() + " " + container.name(), container);
                }
            }
        }
        int wanted = 0;
        for (Meta meta : metas()) {
            MetaAssignments assignments = assignments(meta.id());
            if (meta.options().recovery() && !isBad(meta)) {
                assertThat(assignments.assignments())
                        .as("L1: assignments of %s", meta)
                        .hasSize(meta.instances());
            }
            for (Assignment assignment : assignments.assignments()) {
                ObservedContainer container =
                        byPlace.get(assignment.node().value() + " " + meta.containerName(assignment.index()));
                if (container != null) {
                    wanted++;
                }
                if (meta.options().recovery() && !isBad(meta)) {
                    assertThat(container).as("L1: %s", assignment).isNotNull();
                    checkState(meta, assignment, container);
                }
            }
        }
        if (metas().stream().allMatch(meta -> meta.options().recovery() && !isBad(meta))) {
            assertThat(count).as("L2: containers of ours: %s", byPlace.keySet()).isEqualTo(wanted);
        }
        checkEvents();
    }

    /** A configuration that nothing was ever run with may be a bad one: with no instances nobody finds out. */
    private static boolean isBad(Meta meta) {
        return !meta.spec().image().startsWith("app") && !meta.spec().image().startsWith("exits");
    }

    /** Returns whether there is a meta whose instances fail for ever, so that calls never end. */
    boolean isRestless() {
        return metas().stream().anyMatch(StoryInvariants::isBad);
    }

    private MetaAssignments assignments(MetaId id) {
        return all(MetaAssignments.class).stream()
                .filter(one -> one.metaId().equals(id))
                .findFirst()
                .orElse(MetaAssignments.none(id));
    }

    private static void checkState(Meta meta, Assignment assignment, ObservedContainer container) {
        boolean live = container.state().isLive();
        boolean mayEnd = container.spec().restartPolicy().mayExit()
                || container.spec().restartPolicy().mayExitWith(0);
        boolean good = switch (assignment.goal().state()) {
            case RUNNING -> live || mayEnd;
            case STOPPED -> !live;
            case PAUSED -> mayEnd || container.state().status() == io.humpback.core.ContainerState.Status.PAUSED;
        };
        assertThat(good)
                .as("L1: run state of %s of %s: %s", assignment, meta.id(), container.state())
                .isTrue();
    }

    private void checkEvents() {
        Map<MetaId, Long> last = new HashMap<>();
        Set<String> operations = new HashSet<>();
        for (MetaEvent event : fixture.store.allEvents()) {
            MetaId meta = event.meta().id();
            assertThat(operations.add(event.operation().value()))
                    .as("one event of an operation: %s", event)
                    .isTrue();
            assertThat(event.timestampNanos()).as("Wd").isGreaterThan(last.getOrDefault(meta, 0L));
            last.put(meta, event.timestampNanos());
        }
        Set<MetaId> there = new HashSet<>();
        metas().forEach(meta -> there.add(meta.id()));
        last.keySet().forEach(meta -> {
            boolean removed = fixture.store.allEvents().stream()
                    .anyMatch(event -> event.meta().id().equals(meta) && event.cause() == Cause.REMOVE);
            assertThat(removed).as("removal of %s is told", meta).isEqualTo(!there.contains(meta));
        });
    }

    /** Returns how many changing calls and commits there were. */
    List<Integer> changes() {
        List<Integer> changes = new ArrayList<>();
        fixture.engines.values().forEach(engine -> changes.add(engine.calls().size()));
        changes.add(fixture.store.commits().size());
        return changes;
    }

    /** Returns what is committed and what is there, for whoever looks for a failure. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (Meta meta : metas()) {
            text.append(meta.id() + " " + meta.instances() + " " + meta.spec().image() + " v" + meta.specVersion() + " "
                    + meta.spec().restartPolicy() + " " + meta.spec().networkMode() + " " + meta.options() + "\n");
            assignments(meta.id()).assignments().forEach(one -> text.append("  " + one + "\n"));
        }
        all(Operation.class)
                .forEach(one -> text.append(one.id() + " " + one.cause() + " " + one.action() + " " + one.metaId() + " "
                        + one.indexes() + " "
                        + (one.rollOut() == null
                                ? ""
                                : one.rollOut().stage() + " back="
                                        + one.rollOut().back()) + " leaving "
                        + one.lastSeen().size() + "\n"));
        all(Expulsions.class).forEach(one -> text.append(one + "\n"));
        fixture.engines.forEach((name, engine) -> engine.containers()
                .forEach(one -> text.append(
                        name + " " + one.id() + " " + one.name() + " " + one.state() + " " + one.identity() + "\n")));
        text.append("pending "
                + fixture.pending.stream()
                        .skip(Math.max(0, fixture.pending.size() - 5))
                        .toList());
        return text.toString();
    }
}
