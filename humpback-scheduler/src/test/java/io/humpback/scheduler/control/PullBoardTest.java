package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.PullProgress;
import io.humpback.core.spi.PullProgress.Stage;
import io.humpback.scheduler.reconcile.Effect;
import org.junit.jupiter.api.Test;

class PullBoardTest {
    private final PullBoard board = new PullBoard();

    private static Effect.Create create(int index) {
        InstanceIdentity identity = new InstanceIdentity("c", GroupId.of("g"), MetaId.of("m"), index, index, 1, 1);
        String name = "web-" + index;
        return new Effect.Create(
                NodeId.of("n1"),
                identity,
                new ContainerRequest(name, ContainerSpec.builder(name, "app:1").build(), identity.labels()),
                true);
    }

    @Test
    void showsEachInstanceWithHowFarItsImageIs() {
        PullProgress half = new PullProgress(Stage.DOWNLOADING, 2, 1, 50, 100);
        board.progress(create(2), PullProgress.BEGUN);
        board.progress(create(1), PullProgress.BEGUN);
        board.progress(create(1), half);

        assertThat(board.all())
                .containsExactly(
                        new PullStatus(NodeId.of("n1"), MetaId.of("m"), 1, "web-1", "app:1", half),
                        new PullStatus(NodeId.of("n1"), MetaId.of("m"), 2, "web-2", "app:1", PullProgress.BEGUN));
    }

    @Test
    void forgetsWhatHasEnded() {
        board.progress(create(1), PullProgress.BEGUN);

        board.ended(create(1));

        assertThat(board.all()).isEmpty();
    }
}
