package io.humpback.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.Document;
import io.humpback.core.Examples;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommitTest {
    private static final Head HEAD = new Head(7, 3, "c7");

    private static List<Write> writes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Write.put(MetaAssignments.none(MetaId.of("m" + i))))
                .toList();
    }

    @Test
    void holdsUpTo16Writes() {
        assertThat(new Commit(HEAD, HEAD.next("c8"), writes(16)).writes()).hasSize(16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Commit(HEAD, HEAD.next("c8"), writes(17)))
                .withMessage("writes: 17 (expected: at most 16)");
    }

    @Test
    void writesEachKeyOnce() {
        Document meta = Examples.meta();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Commit(HEAD, HEAD.next("c8"), List.of(Write.put(meta), Write.delete(meta.key()))))
                .withMessage("write: metas/m1 (expected: once)");
    }

    @Test
    void movesTheHeadByOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Commit(HEAD, HEAD, List.of()))
                .withMessage("sequence: 7 (expected: 8)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Commit(HEAD, HEAD.next("c8").next("c9"), List.of()))
                .withMessage("sequence: 9 (expected: 8)");
    }

    @Test
    void movesTheHeadByMoreWhereALeaderTakesOver() {
        assertThat(new Commit(HEAD, HEAD.takeOverAbove(40, "c41"), List.of())
                        .next()
                        .sequence())
                .isEqualTo(41);
    }

    @Test
    void neverFallsBackToAnOlderLeader() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Commit(HEAD, new Head(8, 2, "c8"), List.of()))
                .withMessage("epoch: 2 (expected: at least 3)");
    }

    @Test
    void isNotChangedThroughItsWrites() {
        List<Write> writes = new ArrayList<>(writes(1));
        Commit commit = new Commit(HEAD, HEAD.next("c8"), writes);

        writes.clear();

        assertThat(commit.writes()).hasSize(1);
    }

    @Test
    void aPutStandsUnderTheKeyOfItsDocument() {
        assertThat(Write.put(Examples.meta()).key()).isEqualTo(Examples.meta().key());
    }

    @Test
    void aStoredStateIsNotChangedThroughItsDocuments() {
        List<Document> documents = new ArrayList<>();
        StoredState state = new StoredState(Head.NONE, documents);

        documents.add(Examples.meta());

        assertThat(state.documents()).isEmpty();
    }
}
