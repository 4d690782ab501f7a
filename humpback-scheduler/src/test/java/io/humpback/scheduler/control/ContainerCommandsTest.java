package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.HostedContainer;
import io.humpback.core.MetaId;
import io.humpback.core.OperationResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerCommandsTest {
    private final LoopFixture fixture = new LoopFixture("n1", "n2");
    private final MetaId meta = fixture.created(2, "app:1");

    private String id(int index) {
        return fixture.loop.view().containers(meta).get(index - 1).container().id();
    }

    @Test
    void stopsOneInstanceAndLeavesTheOthersAlone() {
        OperationResult result = fixture.run(new Command.OperateContainer(id(1), Action.STOP));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(result.items()).singleElement().matches(item -> item.index() == 1);
        List<HostedContainer> containers = fixture.loop.view().containers(meta);
        assertThat(containers.get(0).container().state().isLive()).isFalse();
        assertThat(containers.get(1).container().state().isLive()).isTrue();
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.OPERATE);
    }

    @Test
    void replacesAContainerThatIsRemovedAlone() {
        String removed = id(1);

        OperationResult result = fixture.run(new Command.RemoveContainer(removed));
        fixture.pass(Duration.ofSeconds(10));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.loop.view().containers(meta))
                .hasSize(2)
                .noneMatch(hosted -> hosted.container().id().equals(removed));
        assertThat(fixture.loop.view().meta(meta).orElseThrow().instances()).isEqualTo(2);
        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2");
        assertThat(fixture.causes()).containsExactlyInAnyOrder(Cause.CREATE, Cause.OPERATE, Cause.RECOVER);
    }

    @Test
    void removesTheMetaWithItsLastContainer() {
        fixture.run(LoopFixture.scale(meta, 1));

        fixture.run(new Command.RemoveContainer(id(1)));

        assertThat(fixture.loop.view().meta(meta)).isEmpty();
        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    void refusesLabelsThatWouldMakeAContainerOurs() {
        var spec = io.humpback.core.ContainerSpec.builder("other", "app:1")
                .labels(java.util.Map.of("Humpback.meta", "x"))
                .build();

        assertThat(fixture.submit(LoopFixture.create(1, spec))).isCompletedExceptionally();
        assertThat(fixture.allNames()).hasSize(2);
    }

    @Test
    void refusesAContainerThatIsNoInstance() {
        assertThat(fixture.submit(new Command.RemoveContainer("unknown"))).isCompletedExceptionally();
    }
}
