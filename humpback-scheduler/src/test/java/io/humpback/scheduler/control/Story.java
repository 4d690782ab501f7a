package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Availability;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.RestartPolicy;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** One random story of a control loop, told from a seed. */
final class Story {
    private static final String[] NODES = {"n1", "n2", "n3", "n4"};
    private static final String[] VERBS = {"create", "start", "stop", "remove", "rename", "inspect", "list"};

    final LoopFixture fixture;
    final StoryInvariants invariants;
    private final Random random;
    private final boolean leased;
    private final TreeSet<String> announced = new TreeSet<>(List.of(NODES));
    private final TreeSet<String> away = new TreeSet<>();
    private final List<String> trace = new ArrayList<>();
    private final List<CompletableFuture<OperationResult>> futures = new ArrayList<>();
    private int names;
    private int images = 1;

    Story(int seed) {
        random = new Random(seed * 7919L);
        leased = random.nextBoolean();
        Duration delay = random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(40);
        fixture = LoopFixture.of(LoopFixture.SETTINGS.withRemoveDelay(delay), leased, NODES);
        for (String node : NODES) {
            fixture.engines.get(node).addForeign(LoopFixture.spec("foreign-" + node, "other:1"));
        }
        fixture.settle();
        invariants = new StoryInvariants(fixture);
        tell("leased=" + leased + " removeDelay=" + delay);
        create(); // there is always something to tell of
        pass(20);
    }

    String trace() {
        return String.join("\n", trace) + "\n" + fixture.names() + "\n" + invariants.describe();
    }

    private void tell(String what) {
        trace.add(Duration.between(java.time.Instant.EPOCH, fixture.clock.instant())
                        .toSeconds()
                + "s " + what);
    }

    /** Tells {@code chapters} random chapters. */
    void run(int chapters) {
        for (int i = 0; i < chapters; i++) {
            int kind = random.nextInt(10);
            if (kind < 4) {
                command();
            } else if (kind < 7) {
                fault();
            } else if (kind < 8) {
                user();
            } else if (kind < 9) {
                lead();
            }
            somewhile();
        }
    }

    private void somewhile() {
        int kind = random.nextInt(10);
        if (kind < 3) {
            fixture.step();
            for (int calls = random.nextInt(6); calls > 0; calls--) {
                invariants.around(fixture::runOneCall);
            }
        } else {
            pass(kind < 7 ? random.nextInt(8) : random.nextInt(90));
        }
    }

    private void pass(int seconds) {
        for (int left = seconds; left > 0; left -= 2) {
            fixture.clock.advance(Duration.ofSeconds(2));
            settle();
        }
    }

    private void settle() {
        fixture.step();
        for (int i = 0; i < 5_000 && invariants.around(fixture::runOneCall); i++) {
            if (fixture.isIdle()) {
                fixture.step();
            }
        }
        fixture.step();
        invariants.check();
    }

    private String anyNode() {
        return NODES[random.nextInt(NODES.length)];
    }

    private TestingEngine anyEngine() {
        return fixture.engines.get(anyNode());
    }

    private void submit(Command command) {
        tell(command.toString().replaceAll("ContainerSpec\\[.*?image=([^,]*),.*?\\]\\]", "$1"));
        CompletableFuture<OperationResult> future = fixture.loop.submit(command);
        futures.add(future);
        fixture.step();
        if (future.isCompletedExceptionally()) {
            future.exceptionally(e -> {
                tell("  rejected: " + e.getMessage());
                return null;
            });
        }
    }

    private Meta anyMeta() {
        List<Meta> metas = invariants.metas();
        return metas.isEmpty() ? null : metas.get(random.nextInt(metas.size()));
    }

    private void create() {
        String[] policies = {"no", "always", "on-failure", "unless-stopped"};
        ContainerSpec spec = ContainerSpec.builder("web" + ++names, random.nextInt(5) == 0 ? "exits:1" : "app:1")
                .networkMode(random.nextInt(3) == 0 ? "host" : "")
                .restartPolicy(new RestartPolicy(policies[random.nextInt(4)], 0))
                .build();
        if (spec.image().startsWith("exits") && !spec.restartPolicy().mayExit()) {
            spec = spec.toBuilder().image("app:1").build();
        }
        MetaOptions options = new MetaOptions(random.nextInt(4) != 0, random.nextInt(6) != 0);
        submit(new Command.CreateMeta(
                Group.DEFAULT, 1 + random.nextInt(4), spec, Placement.ANYWHERE, List.of(), options));
    }

    private void command() {
        Meta meta = anyMeta();
        int kind = random.nextInt(14);
        if (meta == null || (kind == 0 && invariants.metas().size() < 3)) {
            create();
            return;
        }
        MetaId id = meta.id();
        switch (kind) {
            case 1, 2 -> submit(LoopFixture.scale(id, random.nextInt(6)));
            case 3, 4, 5 -> submit(new Command.UpgradeMeta(id, image()));
            case 6 -> submit(new Command.RollbackMeta(id));
            case 7 -> submit(new Command.RemoveMeta(id));
            case 8, 9 -> submit(new Command.Operate(id, any(Action.values())));
            case 10 -> submit(new Command.UpdateMeta(id, null, null, null, options()));
            case 11 -> container(containerId -> new Command.RemoveContainer(containerId));
            case 12 -> container(containerId -> new Command.OperateContainer(containerId, any(Action.values())));
            default -> drain();
        }
    }

    private <T> T any(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private MetaOptions options() {
        return new MetaOptions(random.nextInt(4) != 0, random.nextInt(6) != 0);
    }

    private String image() {
        String[] bad = {"broken", "missing", "crashes"};
        return random.nextInt(3) == 0 ? bad[random.nextInt(3)] + ":" + ++images : "app:" + ++images;
    }

    private void container(java.util.function.Function<String, Command> command) {
        List<ObservedContainer> ours = ours(anyEngine());
        if (!ours.isEmpty()) {
            submit(command.apply(ours.get(random.nextInt(ours.size())).id()));
        }
    }

    private static List<ObservedContainer> ours(TestingEngine engine) {
        return engine.containers().stream()
                .filter(container -> container.identity() != null)
                .toList();
    }

    private void drain() {
        String node = anyNode();
        Availability availability = any(Availability.values());
        tell("availability " + node + " " + availability);
        var unused = fixture.loop.set(new ClusterSetting.SetAvailability(node, availability));
        fixture.step();
    }

    private void fault() {
        invariants.fault();
        String node = anyNode();
        TestingEngine engine = fixture.engines.get(node);
        String verb = VERBS[random.nextInt(VERBS.length)];
        switch (random.nextInt(9)) {
            case 0, 1 -> die(node);
            case 2, 3 -> comeBack(node);
            case 4 -> {
                tell("lose answer to " + verb + " on " + node);
                engine.swallowAnswer(verb);
            }
            case 5 -> {
                tell("lose " + verb + " on " + node);
                engine.loseCall(verb);
            }
            case 6 -> {
                tell("refuse " + verb + " on " + node);
                engine.refuse(verb, 500, "server error", 1 + random.nextInt(3));
            }
            case 7 -> {
                tell("freeze on " + node);
                engine.freeze("create", "start", "remove", "stop", "rename");
                away.add(node);
                invariants.frozen(node, true);
            }
            default -> {
                tell("the store swallows an answer");
                fixture.store.swallowNextAnswer();
            }
        }
    }

    private void die(String node) {
        if (away.size() >= 2) {
            comeBack(away.first());
            return;
        }
        tell("dies " + node);
        away.add(node);
        fixture.engines.get(node).die();
        if (leased && random.nextInt(4) != 0) {
            announced.remove(node);
            fixture.directory.show(announced.stream().map(LoopFixture::node).toList());
        }
        if (!leased && random.nextInt(4) == 0) {
            fixture.engines.get(node).restartDaemon(false);
        }
    }

    private void comeBack(String node) {
        tell("comes back " + node);
        away.remove(node);
        invariants.frozen(node, false);
        invariants.around(() -> {
            fixture.engines.get(node).comeBack();
            fixture.engines.get(node).thaw();
            return true;
        });
        announced.add(node);
        fixture.directory.show(announced.stream().map(LoopFixture::node).toList());
    }

    private void user() {
        TestingEngine engine = anyEngine();
        List<ObservedContainer> ours = ours(engine);
        if (ours.isEmpty()) {
            return;
        }
        invariants.fault();
        String name = ours.get(random.nextInt(ours.size())).name();
        int kind = random.nextInt(5);
        tell("user does " + kind + " to " + name);
        switch (kind) {
            case 0 -> engine.deleteByHand(name);
            case 1 -> engine.endByHand(name, random.nextInt(2));
            case 2 -> engine.stopByHand(name, random.nextInt(2));
            case 3 -> engine.renameByHand(name, name + "-x" + random.nextInt(1000));
            default -> engine.breakStreams();
        }
    }

    private void lead() {
        invariants.fault();
        tell("another leads");
        try {
            fixture.takeOver();
        } catch (StoreOutcomeUnknownException e) {
            fixture.takeOver(); // whoever is to lead tries again
        }
        fixture.step();
    }

    /** Stops all faults, waits, and checks what has to be then. */
    void end(Duration time) {
        tell("faults stop");
        invariants.fault();
        for (String node : NODES) {
            comeBack(node);
            for (String verb : VERBS) {
                fixture.engines.get(node).forgetFaults(verb);
            }
            var unused = fixture.loop.set(new ClusterSetting.SetAvailability(node, Availability.ACTIVE));
        }
        pass((int) time.toSeconds());
        tell("the end");
        invariants.checkConverged();
        if (invariants.isRestless()) {
            return;
        }
        List<Integer> before = invariants.changes();
        pass(300);
        assertThat(invariants.changes()).as("L5: calls and commits").isEqualTo(before);
    }
}
