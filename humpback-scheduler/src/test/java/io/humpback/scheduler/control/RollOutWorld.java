package io.humpback.scheduler.control;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.Hook;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.RollOutPolicy;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Three nodes with one meta whose roll-outs are watched: how many of its containers run at each call to an engine. */
final class RollOutWorld {
    static final ContainerSpec BRIDGED = LoopFixture.spec("web", "app:1");
    static final ContainerSpec HOST = BRIDGED.toBuilder().networkMode("host").build();

    final LoopFixture fixture;
    final MetaId meta;
    private int fewest = Integer.MAX_VALUE;
    private int most;

    RollOutWorld(ContainerSpec spec, int instances, RollOutPolicy policy) {
        this(new LoopFixture("n1", "n2", "n3"), spec, instances, policy);
    }

    RollOutWorld(LoopFixture fixture, ContainerSpec spec, int instances, RollOutPolicy policy) {
        this.fixture = fixture;
        meta = fixture.run(new Command.CreateMeta(
                        Group.DEFAULT,
                        instances,
                        spec,
                        Placement.ANYWHERE,
                        List.of(new Hook("http://127.0.0.1/hook", "")),
                        MetaOptions.DEFAULT.withRollOut(policy)))
                .meta()
                .id();
        fixture.beforeCall = call -> count();
    }

    private void count() {
        int running = running();
        fewest = Math.min(fewest, running);
        most = Math.max(most, running);
    }

    /** Returns the fewest containers that ran at any call since the creation. */
    int fewest() {
        count();
        return fewest;
    }

    int most() {
        count();
        return most;
    }

    int running() {
        return (int)
                all().stream().filter(container -> container.state().isLive()).count();
    }

    OperationResult upgrade(String image) {
        return fixture.run(new Command.UpgradeMeta(meta, image));
    }

    CompletableFuture<OperationResult> submit(Command command) {
        return fixture.submit(command);
    }

    Command.UpdateMeta update(ContainerSpec spec) {
        return new Command.UpdateMeta(meta, null, null, null, null, spec);
    }

    void pass(Duration time) {
        fixture.pass(time);
    }

    Meta meta() {
        return fixture.loop.view().meta(meta).orElseThrow();
    }

    RollOutStatus status() {
        return fixture.loop.view().rollOut(meta).orElseThrow();
    }

    boolean isRollingOut() {
        return fixture.loop.view().rollOut(meta).isPresent();
    }

    List<ObservedContainer> all() {
        return fixture.engines.values().stream()
                .flatMap(engine -> engine.containers().stream())
                .toList();
    }

    Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        all().forEach(container -> ids.add(container.id()));
        return ids;
    }

    /** Returns how many containers run each image. */
    Map<String, Integer> images() {
        Map<String, Integer> images = new TreeMap<>();
        all().forEach(container -> images.merge(container.spec().image(), 1, Integer::sum));
        return images;
    }

    List<Integer> indexes() {
        return all().stream()
                .map(container ->
                        container.identity() == null ? 0 : container.identity().index())
                .sorted()
                .toList();
    }

    ObservedContainer one(String image) {
        return all().stream()
                .filter(container -> container.spec().image().equals(image))
                .findFirst()
                .orElseThrow();
    }

    TestingEngine engineOf(ObservedContainer container) {
        return fixture.engines.values().stream()
                .filter(engine -> engine.containers().contains(container))
                .findFirst()
                .orElseThrow();
    }

    /** Lets the check of every container with {@code image} say {@code health}. */
    void sayHealth(String image, String health) {
        for (ObservedContainer container : all()) {
            if (container.spec().image().equals(image)) {
                engineOf(container).sayHealth(container.name(), health);
            }
        }
        fixture.settle();
    }
}
