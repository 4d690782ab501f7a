package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Availability;
import io.humpback.core.Document;
import io.humpback.core.DocumentKind;
import io.humpback.core.HookPosition;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.core.Operation;
import io.humpback.core.Recovered;
import io.humpback.core.RunOptions;
import io.humpback.core.spi.Head;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentCodecTest {
    private static final String HOOK = "state/hooks/h";

    private final DocumentCodec codec = new DocumentCodec();

    static List<Document> documents() {
        return TestingDocuments.oneOfEach();
    }

    @Test
    void hasAnExampleOfEachKind() {
        assertThat(documents()).extracting(document -> document.key().kind()).containsExactly(DocumentKind.values());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void readsWhatItWrote(Document document) {
        String key = StateKeys.of(document.key());

        assertThat(codec.decodeDocument(key, codec.encode(document))).isEqualTo(document);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void writesTheSameTextAgain(Document document) {
        String json = codec.encode(document);

        Document read = codec.decodeDocument(StateKeys.of(document.key()), json);

        assertThat(codec.encode(read)).isEqualTo(json);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void writesNothingButTheComponentsAndReadableTimes(Document document) {
        String json = codec.encode(document);

        assertThat(json)
                .doesNotContain("\"live\"", "\"user\"", "\"fixed\"", "\"all\"", "\n")
                .doesNotContain(Long.toString(TestingDocuments.NOW.getEpochSecond()));
    }

    @Test
    void writesIdsAsTextAndTimesAsIso() {
        String json = codec.encode(new NodeStatus(
                NodeId.of("n1"), "one", Availability.PAUSED, Map.of("b", "2", "a", "1"), TestingDocuments.NOW));

        assertThat(json)
                .isEqualTo("{\"node\":\"n1\",\"name\":\"one\",\"availability\":\"PAUSED\","
                        + "\"labels\":{\"a\":\"1\",\"b\":\"2\"},\"downSince\":\"2026-03-04T05:06:07.123456789Z\","
                        + "\"seen\":null}");
    }

    @Test
    void readsANodeOfWhichNobodyNotedWhereItWas() {
        String json = "{\"node\":\"n1\",\"name\":\"one\",\"availability\":\"ACTIVE\",\"labels\":{},\"downSince\":null}";

        assertThat(codec.decodeDocument("state/nodes/n1", json))
                .isEqualTo(new NodeStatus(NodeId.of("n1"), "one", Availability.ACTIVE, Map.of(), null));
    }

    @Test
    void readsANodeOfWhichNobodyNotedTheAgentsProtocol() {
        String json = "{\"node\":\"n1\",\"name\":\"one\",\"availability\":\"ACTIVE\",\"labels\":{},\"downSince\":null,"
                + "\"seen\":{\"address\":\"a\",\"endpoint\":\"http://a:1\",\"engineId\":\"e\"}}";

        assertThat(codec.decodeDocument("state/nodes/n1", json))
                .isEqualTo(new NodeStatus(NodeId.of("n1"), "one", Availability.ACTIVE, Map.of(), null)
                        .withSeen(new NodeStatus.Seen("a", "http://a:1", "e")));
    }

    @Test
    void keepsNull() {
        NodeStatus up = new NodeStatus(NodeId.of("n1"), "", Availability.ACTIVE, Map.of(), null);

        assertThat(codec.decodeDocument("state/nodes/n1", codec.encode(up))).isEqualTo(up);
    }

    @Test
    void keepsThePreviousConfigurationOfAMeta() {
        Meta meta = TestingDocuments.meta(MetaId.of("m1"));
        Meta upgraded = meta.withSpec(meta.spec().toBuilder().image("app:2").build(), java.time.Instant.EPOCH);

        assertThat(codec.decodeDocument("state/metas/m1", codec.encode(meta))).isEqualTo(meta);
        assertThat(codec.decodeDocument("state/metas/m1", codec.encode(upgraded)))
                .isEqualTo(upgraded);
    }

    @Test
    void readsWhatWasCommittedBeforeThereWereRollOutPolicies() {
        Meta meta = TestingDocuments.meta(MetaId.of("m1"));
        String old = codec.encode(meta)
                .replaceAll(",\"previousSpecVersion\":\\d+", "")
                .replaceAll(",\"rollOut\":\\{[^}]*}", "");

        Meta read = (Meta) codec.decodeDocument("state/metas/m1", old);

        assertThat(old).doesNotContain("previousSpecVersion", "rollOut");
        assertThat(read.previousSpecVersion()).isEqualTo(meta.specVersion() - 1);
        assertThat(read.options().rollOut()).isNull();
    }

    @Test
    void readsWhatWasCommittedBeforeThereWereRunOptions() {
        Operation operation = TestingDocuments.operation("op-1", 1);
        String old = codec.encode(operation)
                .replaceAll(",\"runOptions\":\\{[^{}]*\\{[^}]*}[^}]*}", "")
                .replaceAll(",\"imageDigest\":\"[^\"]*\"", "");

        Operation read = (Operation) codec.decodeDocument("state/operations/op-1", old);

        assertThat(old).doesNotContain("runOptions", "imageDigest");
        assertThat(read.meta().spec().runOptions()).isEqualTo(RunOptions.DEFAULT);
        assertThat(read.lastSeen().get(0).container().imageDigest()).isEmpty();
        assertThat(codec.encode(read)).doesNotContain("runOptions");
    }

    @Test
    void readsWhatWasCommittedBeforeAgentsStoppedContainers() {
        Meta meta = TestingDocuments.meta(MetaId.of("m1"));
        String old = codec.encode(meta).replaceAll(",\"stopOnDisconnectMillis\":\\d+", "");

        Meta read = (Meta) codec.decodeDocument("state/metas/m1", old);

        assertThat(old).contains("pidsLimit").doesNotContain("stopOnDisconnect");
        assertThat(read.spec().runOptions().stopOnDisconnectMillis()).isZero();
        assertThat(codec.encode(read)).doesNotContain("stopOnDisconnect");
    }

    @Test
    void readsAnOperationWithoutARollOut() {
        Operation operation = TestingDocuments.operation("op-1", 0);
        String json = codec.encode(operation);
        String old = json.substring(0, json.indexOf(",\"rollOut\":{\"policy\"", json.indexOf("lastSeen"))) + "}";

        Operation read = (Operation) codec.decodeDocument("state/operations/op-1", old);

        assertThat(read.rollOut()).isNull();
        assertThat(read.indexes()).isEqualTo(operation.indexes());
    }

    @Test
    void readsAContainerOfWhichNobodyCountedTheRestarts() {
        Operation operation = TestingDocuments.operation("op-1", 1);
        String old = codec.encode(operation).replace(",\"restartCount\":6", "");

        Operation read = (Operation) codec.decodeDocument("state/operations/op-1", old);

        assertThat(old).doesNotContain("restartCount");
        assertThat(read.lastSeen())
                .singleElement()
                .matches(hosted -> hosted.container().state().restartCount() == 0);
    }

    @Test
    void keepsHalfASurrogatePair() {
        NodeStatus odd = new NodeStatus(NodeId.of("n1"), "a\uD83Db\uDC0B", Availability.ACTIVE, Map.of(), null);

        String json = codec.encode(odd);

        String asStored = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(codec.decodeDocument("state/nodes/n1", asStored)).isEqualTo(odd);
    }

    @Test
    void writesAThousandRestartedInstancesInLessThanAHundredKilobytes() {
        String json = codec.encode(TestingDocuments.restarted(1_000));

        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100_000);
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() {
        String json = "{\"hookId\":\"h\",\"metaId\":\"m\",\"sequence\":3,\"later\":{\"x\":[1]}}";

        assertThat(codec.decodeDocument(HOOK, json)).isEqualTo(new HookPosition("h", MetaId.of("m"), 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "{}",
                "{\"hookId\":\"h\",\"metaId\":\"m\"",
                "{\"hookId\":\"h\",\"metaId\":\"m\"}",
                "{\"hookId\":null,\"metaId\":\"m\",\"sequence\":3}",
                "{\"hookId\":\"h\",\"metaId\":\"\",\"sequence\":3}",
                "{\"hookId\":\"h\",\"metaId\":\"m\",\"sequence\":\"3\"}",
                "{\"hookId\":\"h\",\"metaId\":\"m\",\"sequence\":3.5}",
                "{\"hookId\":\"h\",\"metaId\":\"m\",\"sequence\":null}",
                "{\"hookId\":\"h\",\"metaId\":\"m\",\"sequence\":3,\"sequence\":3}",
                "{\"hookId\":\"h\",\"metaId\":\"m\",\"sequence\":3} x",
                "{\"hookId\":\"other\",\"metaId\":\"m\",\"sequence\":3}"
            })
    void refusesWhatItDidNotWriteAndNamesTheKey(String json) {
        assertThatThrownBy(() -> codec.decodeDocument(HOOK, json))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("key=" + HOOK);
    }

    @Test
    void namesThePlaceAndTheCheckThatFailed() {
        String json =
                codec.encode(TestingDocuments.meta(MetaId.of("m"))).replace("\"instances\":5", "\"instances\":-5");

        assertThatThrownBy(() -> codec.decodeDocument("state/metas/m", json))
                .hasMessageMatching("stored state cannot be read: key=state/metas/m,"
                        + " reason=not a Meta at character \\d+: instances: -5 \\(expected: 0-10000\\)");
    }

    @Test
    void doesNotRepeatASecret() {
        String json = codec.encode(TestingDocuments.meta(MetaId.of("m")))
                .replace("\"version\":12", "\"version\":\"planted-secret\"");

        assertThatThrownBy(() -> codec.decodeDocument("state/metas/m", json))
                .hasMessageContaining("at version")
                .hasMessageNotContaining("planted-secret")
                .hasNoCause();
    }

    @Test
    void readsTheHeadItWrote() {
        Head head = new Head(9, 4, "c-9");

        assertThat(codec.decodeHead(codec.encode(head))).isEqualTo(head);
    }

    @Test
    void readsNoHeadAsThatOfAnEmptyStore() {
        assertThat(codec.decodeHead(null)).isEqualTo(Head.NONE);
    }

    /** Written only where something was rebuilt, so that other documents are what they always were. */
    @Test
    void keepsHowFarAssignmentsWereRebuilt() {
        MetaAssignments none = MetaAssignments.none(MetaId.of("m"));
        MetaAssignments rebuilt = none.recovered(new Recovered(2, 6, Set.of(1, 5)));
        DocumentCodec plain = new DocumentCodec();

        assertThat(plain.encode(none)).doesNotContain("recovered");
        assertThat(plain.decodeDocument(StateKeys.of(rebuilt.key()), plain.encode(rebuilt)))
                .isEqualTo(rebuilt);
    }
}
