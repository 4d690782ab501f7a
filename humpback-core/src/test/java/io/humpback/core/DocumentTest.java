package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentTest {
    static Stream<Arguments> documents() {
        MetaId meta = MetaId.of("m1");
        return Stream.of(
                Arguments.of(new ClusterInfo("c", ClusterInfo.SCHEMA_VERSION, Examples.NOW), "cluster/info"),
                Arguments.of(Group.everyNode(), "groups/default"),
                Arguments.of(Examples.meta(), "metas/m1"),
                Arguments.of(MetaAssignments.none(meta), "assignments/m1"),
                Arguments.of(OperationTest.operation("o1", Examples.NOW), "operations/o1"),
                Arguments.of(NodeStatus.fresh(Examples.NODE), "nodes/n1"),
                Arguments.of(MetaEventTest.event(7), "outbox/m1/0000000000000000007"),
                Arguments.of(new HookPosition("abc", meta, 7), "hooks/abc"),
                Arguments.of(new Tombstone(meta, Set.of(), Instant.EPOCH), "tombstones/m1"),
                Arguments.of(GroupGuard.open(Group.DEFAULT), "guard/default"),
                Arguments.of(Expulsions.none(meta), "expulsions/m1"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void isStoredUnderTheKeyOfItsKind(Document document, String path) {
        assertThat(document.key().path()).isEqualTo(path);
        assertThat(document.key().kind().type()).isEqualTo(document.getClass());
    }

    @Test
    void hasOneKindForEachType() {
        List<Object> types = Stream.of(DocumentKind.values())
                .map(kind -> (Object) kind.type())
                .toList();

        assertThat(types).containsExactlyInAnyOrder((Object[]) documentTypes());
    }

    @Test
    void hasOneFolderForEachKind() {
        assertThat(Stream.of(DocumentKind.values()).map(DocumentKind::folder)).doesNotHaveDuplicates();
    }

    @Test
    void isCoveredHereForEachType() {
        List<Object> types =
                documents().map(row -> (Object) row.get()[0].getClass()).toList();

        assertThat(types).containsExactlyInAnyOrder((Object[]) documentTypes());
    }

    @Test
    void listsLabelsInOrderSoThatWhatIsStoredIsAlwaysTheSame() {
        Map<String, String> labels = Examples.manyLabels();
        NodeStatus status = new NodeStatus(NodeId.of("n1"), "host1", Availability.ACTIVE, labels, null);

        assertThat(List.copyOf(status.labels().keySet())).isSorted().hasSameSizeAs(labels.keySet());
    }

    private static Class<?>[] documentTypes() {
        return Document.class.getPermittedSubclasses();
    }
}
