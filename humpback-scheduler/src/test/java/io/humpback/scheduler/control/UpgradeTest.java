package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UpgradeTest {
    private static final ContainerSpec BRIDGED = LoopFixture.spec("web", "app:1");
    private static final ContainerSpec HOST =
            BRIDGED.toBuilder().networkMode("host").build();

    private final LoopFixture fixture = new LoopFixture("n1", "n2", "n3");

    @Test
    void startsTheNewOnesUnderTheLowestFreeIndexesBeforeTheOldOnesGo() {
        MetaId meta = create(BRIDGED);

        OperationResult result = fixture.run(new Command.UpgradeMeta(meta, "app:2"));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.allNames())
                .containsExactly("CLUSTER-default-web-4", "CLUSTER-default-web-5", "CLUSTER-default-web-6");
        assertThat(images()).containsExactly("app:2");
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPGRADE);
    }

    @Test
    void removesNoOldOneBeforeEveryNewOneRuns() {
        MetaId meta = create(BRIDGED);
        fixture.loop.submit(new Command.UpgradeMeta(meta, "app:2"));
        fixture.step();

        for (int calls = 0; calls < 50; calls++) {
            long old = all().stream()
                    .filter(container -> container.spec().image().equals("app:1"))
                    .count();
            long fresh = all().stream()
                    .filter(container -> container.spec().image().equals("app:2")
                            && container.state().isLive())
                    .count();
            assertThat(old == 3 || fresh == 3).as("%d old, %d new", old, fresh).isTrue();
            fixture.runOneCall();
            fixture.clock.advance(Duration.ofMillis(200));
            fixture.step();
        }
        assertThat(images()).containsExactly("app:2");
    }

    @Test
    void usesTheFirstIndexesAgainTheNextTime() {
        MetaId meta = create(BRIDGED);
        fixture.run(new Command.UpgradeMeta(meta, "app:2"));

        fixture.run(new Command.UpgradeMeta(meta, "app:3"));

        assertThat(fixture.allNames())
                .containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2", "CLUSTER-default-web-3");
        assertThat(images()).containsExactly("app:3");
    }

    @Test
    void leavesTheOldOnesUntouchedWhenTheNewImageIsBroken() {
        MetaId meta = create(BRIDGED);
        Set<String> before = ids();

        OperationResult result = fixture.run(new Command.UpgradeMeta(meta, "broken:2"));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(result.isFailed()).isTrue();
        assertThat(result.items().get(0).reason()).contains("no such file");
        assertThat(ids()).isEqualTo(before);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        assertThat(fixture.loop.view().meta(meta).orElseThrow().spec().image()).isEqualTo("app:1");
    }

    @Test
    void replacesOneAfterTheOtherUnderHostNetworking() {
        MetaId meta = create(HOST);

        OperationResult result = fixture.run(new Command.UpgradeMeta(meta, "app:2"));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.allNames())
                .containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2", "CLUSTER-default-web-3");
        assertThat(images()).containsExactly("app:2");
        assertThat(fixture.counts()).containsExactly(1, 1, 1);
    }

    @Test
    void bringsTheOldOnesBackWhenTheNewOneCannotStartUnderHostNetworking() {
        MetaId meta = create(HOST);

        OperationResult result = fixture.run(new Command.UpgradeMeta(meta, "broken:2"));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(result.isFailed()).isTrue();
        assertThat(result.items().get(0).reason()).contains("no such file");
        assertThat(images()).containsExactly("app:1");
        assertThat(fixture.allNames())
                .containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2", "CLUSTER-default-web-3");
        assertThat(all()).allMatch(container -> container.state().isLive());
    }

    @Test
    void touchesNothingWhenTheImageCannotBeFetchedUnderHostNetworking() {
        MetaId meta = create(HOST);
        Set<String> before = ids();

        OperationResult result = fixture.run(new Command.UpgradeMeta(meta, "missing:2"));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(result.isFailed()).isTrue();
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    void refusesWhatFindsNoRoomBesideWhatRuns() {
        ContainerSpec large = BRIDGED.toBuilder().memoryBytes(6L << 30).build();
        MetaId meta = create(large);
        Set<String> before = ids();

        OperationResult result = fixture.run(new Command.UpgradeMeta(meta, "app:2"));

        assertThat(result.isFailed()).isTrue();
        assertThat(result.items().get(0).reason()).contains("lack memory");
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    void endsAllNewOrAllOldAfterADeathBetweenAnyTwoCalls() {
        for (ContainerSpec spec : List.of(BRIDGED, HOST)) {
            for (String image : List.of("app:2", "broken:2")) {
                for (int calls = 0; calls < 14; calls++) {
                    LoopFixture world = new LoopFixture("n1", "n2", "n3");
                    MetaId meta = world.run(LoopFixture.create(3, spec)).meta().id();
                    world.loop.submit(new Command.UpgradeMeta(meta, image));
                    world.step();
                    for (int i = 0; i < calls; i++) {
                        world.runOneCall();
                        world.step();
                    }

                    world.failOver();
                    world.pass(Duration.ofSeconds(90));

                    assertThat(images(world))
                            .as("%s %s after %d calls", spec.networkMode(), image, calls)
                            .containsExactly(image.equals("app:2") ? "app:2" : "app:1");
                    assertThat(world.allNames()).hasSize(3);
                }
            }
        }
    }

    @Test
    void refusesASecondOneWhileTheFirstIsUnderWay() {
        MetaId meta = create(BRIDGED);
        fixture.loop.submit(new Command.UpgradeMeta(meta, "app:2"));
        fixture.step();

        assertThatThrownBy(() -> fixture.run(new Command.UpgradeMeta(meta, "app:3")))
                .hasMessageContaining("an operation is not finished");
    }

    private MetaId create(ContainerSpec spec) {
        return fixture.run(LoopFixture.create(3, spec)).meta().id();
    }

    private List<ObservedContainer> all() {
        return fixture.engines.values().stream()
                .flatMap(engine -> engine.containers().stream())
                .toList();
    }

    private Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        all().forEach(container -> ids.add(container.id()));
        return ids;
    }

    private Set<String> images() {
        return images(fixture);
    }

    private static Set<String> images(LoopFixture world) {
        Set<String> images = new TreeSet<>();
        world.engines
                .values()
                .forEach(engine -> engine.containers()
                        .forEach(container -> images.add(container.spec().image())));
        return images;
    }
}
