package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.RefusedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncedNodeDirectoryTest {
    private static final RecordPolicy SIGNED = new RecordPolicy(AnnouncementContract.TOKEN, true);

    private final AnnouncedNodeDirectory directory =
            new AnnouncedNodeDirectory(new RecordPolicy(AnnouncementContract.TOKEN, false));
    private final List<DirectoryView> told = new ArrayList<>();

    private static byte[] original(String key) {
        return RecordCodec.encode(key, AnnouncementContract.original(key, 8500));
    }

    private static byte[] ours(String key, String instance, String host, long stamp) {
        NodeRecord record = AnnouncementContract.original(host, 8500).asOurs(instance, null, false, stamp);
        return RecordCodec.encode(key, RecordSignature.sign(key, record, AnnouncementContract.TOKEN));
    }

    private DirectoryView last() {
        return told.get(told.size() - 1);
    }

    private static List<String> ids(DirectoryView view) {
        return view.nodes().stream().map(Node::id).map(NodeId::value).toList();
    }

    @Test
    void tellsNothingBeforeTheFirstList() {
        directory.watch(told::add);
        assertThat(told).isEmpty();

        directory.replace(Map.of());

        assertThat(told).containsExactly(new DirectoryView(List.of(), true));
    }

    @Test
    void tellsTheWholeViewAfterAListAndAfterAChange() {
        directory.watch(told::add);

        directory.replace(Map.of("b", original("b"), "a", original("a")));
        directory.change(Map.of("c", original("c")), Set.of("a"));
        directory.replace(Map.of("a", original("a")));

        assertThat(told)
                .extracting(AnnouncedNodeDirectoryTest::ids)
                .containsExactly(List.of("a", "b"), List.of("b", "c"), List.of("a"));
    }

    @Test
    void saysNothingOfARecordThatOnlyHasAnotherStamp() {
        directory.replace(Map.of("a", ours("a", "i", "a", 1)));
        directory.watch(told::add);

        directory.change(Map.of("a", ours("a", "i", "a", 2)), Set.of());

        assertThat(told).hasSize(1);
    }

    @Test
    void keepsWhatIsKnownWhileTheBackendIsOut() {
        directory.watch(told::add);
        directory.replace(Map.of("a", original("a")));

        directory.outage("no leader");
        assertThat(last().isHealthy()).isFalse();
        assertThat(ids(last())).containsExactly("a");
        directory.replace(Map.of("a", original("a")));

        assertThat(last()).isEqualTo(told.get(0));
    }

    @Test
    void reportsWhatIsNoRecordUntilItIsMended() {
        directory.watch(told::add);

        directory.replace(Map.of("a", original("a"), "b\n", new byte[0]));
        assertThat(last().refused()).containsExactly(new RefusedRecord("b?", "it is empty"));
        assertThat(ids(last())).containsExactly("a");
        directory.change(Map.of(), Set.of("b\n"));

        assertThat(last().refused()).isEmpty();
    }

    @Test
    void refusesASignedRecordUnderAnotherKey() {
        directory.watch(told::add);
        NodeRecord record = RecordCodec.decode("a", ours("a", "i", "a", 1));

        directory.replace(Map.of("b", RecordCodec.encode("b", record)));

        assertThat(last().refused()).extracting(RefusedRecord::key).containsExactly("b");
    }

    /** Whoever could write it would be told the token, which only an original agent is not. */
    @Test
    void refusesARecordOfOursThatIsNotSigned() {
        directory.watch(told::add);
        NodeRecord unsigned = RecordCodec.decode("a", ours("a", "i", "a", 1)).withSignature(null);

        directory.replace(Map.of("a", RecordCodec.encode("a", unsigned), "b", original("b")));

        assertThat(ids(last())).containsExactly("b");
        assertThat(last().refused().get(0).reason()).contains("not signed");
    }

    @Test
    void refusesAnOriginalWhereSignaturesAreDemanded() {
        AnnouncedNodeDirectory strict = new AnnouncedNodeDirectory(SIGNED);
        strict.watch(told::add);

        strict.replace(Map.of("a", original("a"), "b", ours("b", "i", "b", 1)));

        assertThat(ids(last())).containsExactly("b");
        assertThat(last().refused().get(0).reason()).contains("not signed");
    }

    @Test
    void believesAnAgentThatStartedAnewAfterItsClockWasSetBack() {
        directory.watch(told::add);
        directory.replace(Map.of("a", ours("a", "before", "a", 9)));

        directory.change(Map.of("a", ours("a", "after", "a", 5)), Set.of());

        assertThat(last().refused()).isEmpty();
    }

    @Test
    void refusesAnOldRecordThatLeadsElsewhere() {
        directory.watch(told::add);
        directory.replace(Map.of("a", ours("a", "after", "here", 9)));

        directory.change(Map.of("a", ours("a", "before", "elsewhere", 5)), Set.of());

        assertThat(last().nodes()).isEmpty();
        assertThat(last().refused()).hasSize(1);
    }

    @Test
    void readsABoundedNumberOfRecords() {
        Map<String, byte[]> many = new java.util.HashMap<>();
        for (int i = 0; i <= AnnouncedNodeDirectory.MAX_RECORDS; i++) {
            many.put("k" + i, new byte[0]);
        }
        directory.watch(told::add);

        directory.replace(many);

        assertThat(last().refused()).hasSize(AnnouncedNodeDirectory.MAX_RECORDS + 1);
    }

    @Test
    void signaturesAreDemandedOnlyWhereTheyCanBeChecked() {
        assertThatThrownBy(() -> new RecordPolicy(null, true)).hasMessageStartingWith("token: none");
    }
}
