package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.PullProgress;
import io.humpback.core.spi.PullProgress.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullTallyTest {
    private final List<PullProgress> told = new ArrayList<>();
    private final PullTally tally = new PullTally(told::add);

    private void step(String status, String layer, long current, long total) {
        tally.accept(AgentPullStep.progress(status, layer, current, total));
    }

    private PullProgress last() {
        return told.get(told.size() - 1);
    }

    @Test
    void addsUpTheLayers() {
        step("Pulling from app", "1", 0, 0);
        step("Pulling fs layer", "aa", 0, 0);
        step("Already exists", "bb", 0, 0);
        step("Downloading", "aa", 10, 100);

        assertThat(last()).isEqualTo(new PullProgress(Stage.DOWNLOADING, 2, 1, 10, 100));

        step("Download complete", "aa", 0, 0);

        assertThat(last()).isEqualTo(new PullProgress(Stage.EXTRACTING, 2, 1, 100, 100));

        step("Extracting", "aa", 50, 300);
        step("Pull complete", "aa", 0, 0);

        assertThat(last()).isEqualTo(new PullProgress(Stage.EXTRACTING, 2, 2, 100, 100));
    }

    @Test
    void tellsOnlyWhatIsNew() {
        step("Pulling from app", "1", 0, 0);
        step("Pulling fs layer", "aa", 0, 0);
        step("Pulling fs layer", "aa", 0, 0);
        step("Status: of another kind", "", 0, 0);

        assertThat(told).hasSize(1);
    }

    @Test
    void tellsThatItWaits() {
        step(AgentPullStep.WAITING, "", 0, 0);
        step("Pulling from app", "1", 0, 0);

        assertThat(told).extracting(PullProgress::stage).containsExactly(Stage.WAITING, Stage.ASKING);
    }

    @Test
    void countsNoMoreLayersThanAnImageCanHave() {
        for (int i = 0; i < 2000; i++) {
            step("Pulling fs layer", "l" + i, 0, 0);
        }

        assertThat(last().layers()).isEqualTo(1000);
    }
}
