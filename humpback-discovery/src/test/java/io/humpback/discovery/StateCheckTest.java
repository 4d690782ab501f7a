package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Assignment;
import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.RunGoal;
import io.humpback.core.Tombstone;
import io.humpback.core.spi.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateCheckTest {
    private static final MetaId META = MetaId.of("m");
    private static final ClusterInfo INFO = new ClusterInfo("c-1", ClusterInfo.SCHEMA_VERSION, TestingDocuments.NOW);

    private static List<String> faults(Document... documents) {
        List<Document> all = new ArrayList<>(List.of(documents));
        return StateCheck.faults(new StateCopy(new Head(9, 1, "id"), all));
    }

    private static MetaAssignments assigned(long specVersion) {
        return new MetaAssignments(
                META, 4, 0, List.of(Assignment.of(1, 4, NodeId.of("n1"), specVersion, RunGoal.RUNNING)));
    }

    @Test
    void findsNothingInASoundState() {
        Meta meta = TestingDocuments.meta(META);

        assertThat(faults(INFO, meta, assigned(3), TestingDocuments.event(META, 8, 1)))
                .isEmpty();
        assertThat(faults()).isEmpty();
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(faults(TestingDocuments.meta(META)))
                .containsExactly("cluster/info: missing, though there are documents");
        assertThat(faults(INFO, assigned(3))).containsExactly("assignments/m: its meta is missing");
        assertThat(faults(INFO, assigned(3), new Tombstone(META, Set.of(), TestingDocuments.NOW)))
                .isEmpty();
        assertThat(faults(INFO, TestingDocuments.operation("op", 0)))
                .singleElement()
                .asString()
                .startsWith("operations/op: its meta is missing");
    }

    @Test
    void namesWhatDoesNotGoTogether() {
        Meta meta = TestingDocuments.meta(META);

        assertThat(faults(INFO, meta, assigned(77)))
                .containsExactly("assignments/m: index 1 runs configuration 77, which its meta does not know");
        assertThat(faults(INFO, meta, TestingDocuments.event(META, 12, 1)))
                .singleElement()
                .asString()
                .contains("it is of commit 12, after the head, 9");
        assertThat(faults(INFO, meta, new Tombstone(META, Set.of(), TestingDocuments.NOW)))
                .containsExactly("metas/m: it has a tombstone too");
        assertThat(faults(INFO.withUnfinished("humpback state import")))
                .containsExactly("cluster/info: not whole: not finished=humpback state import");
    }
}
