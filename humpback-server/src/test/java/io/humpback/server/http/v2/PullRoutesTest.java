package io.humpback.server.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.spi.PullProgress;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.PullStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PullRoutesTest {
    /** A cluster that does nothing but fetch an image. */
    private static final class Fetching implements ClusterView {
        @Override
        public List<Group> groups() {
            return List.of();
        }

        @Override
        public Optional<Group> group(GroupId id) {
            return Optional.empty();
        }

        @Override
        public List<Meta> metas(GroupId group) {
            return List.of();
        }

        @Override
        public Optional<Meta> meta(MetaId id) {
            return Optional.empty();
        }

        @Override
        public List<HostedContainer> containers(MetaId meta) {
            return List.of();
        }

        @Override
        public List<NodeView> nodes() {
            return List.of();
        }

        @Override
        public List<PullStatus> pulls() {
            return List.of(new PullStatus(
                    NodeId.of("n1"),
                    MetaId.of("m1"),
                    2,
                    "web-2",
                    "app:1",
                    new PullProgress(PullProgress.Stage.DOWNLOADING, 3, 1, 50, 100)));
        }
    }

    @Test
    void tellsOfEachImageWhereItIsFetchedAndHowFarItIs() throws Exception {
        ClusterView view = new Fetching();

        String json = JsonMapper.builder()
                .build()
                .writeValueAsString(PullRoutes.Shape.of(view.pulls().get(0), view));

        assertThat(json)
                .isEqualTo("{\"metaId\":\"m1\",\"index\":2,\"container\":\"web-2\",\"nodeId\":\"n1\",\"node\":\"\","
                        + "\"image\":\"app:1\",\"stage\":\"downloading\",\"layers\":3,\"layersDone\":1,\"bytes\":50,"
                        + "\"totalBytes\":100}");
    }
}
