package io.humpback.discovery;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.DocumentKey;
import io.humpback.core.DocumentKind;
import io.humpback.core.ErrorCode;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Puts a whole state in the place of another one. Its first commit says that the state is not whole, its last one that it
 * is again: who is interrupted in between leaves a state on which no center leads, and which the same import mends. Its
 * commits take over from any leader, and what comes after them is numbered above all that came before, here and where the
 * state comes from. Not safe for use by several threads.
 */
public final class StateImport {
    private final StateStore target;
    private final StateCopy present;
    private final StateCopy wanted;
    private final long floor;
    private final Supplier<String> ids;

    private StateImport(StateStore target, StateCopy wanted, long floor, Supplier<String> ids) {
        this.target = target;
        this.present = StateCopy.of(target);
        this.wanted = wanted;
        this.floor = Math.max(floor, wanted.head().sequence());
        this.ids = ids;
    }

    /**
     * Reads what {@code target} holds; changes nothing.
     *
     * @param wanted what shall be there
     * @param floor the highest epoch that an agent has seen, if that is known to be higher than all in both states
     * @param ids makes the commits' ids
     */
    public static StateImport into(StateStore target, StateCopy wanted, long floor, Supplier<String> ids) {
        if (wanted.cluster().isEmpty()) {
            throw new StateMoveException(
                    ErrorCode.CONFIGURATION, "the state to import is that of no cluster (expected: one)", null);
        }
        if (wanted.cluster().orElseThrow().unfinished() != null) {
            throw new StateMoveException(
                    ErrorCode.CONFIGURATION,
                    "the state to import is itself not whole (expected: a finished one)",
                    null);
        }
        return new StateImport(target, wanted, floor, ids);
    }

    /** Returns what is there now. */
    public StateCopy present() {
        return present;
    }

    /** Returns whether there is a state that would be lost: an empty one, and one that an import left half made, is none. */
    public boolean replaces() {
        boolean unfinished =
                present.cluster().map(info -> info.unfinished() != null).orElse(false);
        return !present.documents().isEmpty() && !unfinished;
    }

    /**
     * Does it. Throws {@link StateMoveException} if somebody else commits meanwhile, and what
     * {@link StateStore#commit} throws.
     */
    public void run() {
        ClusterInfo info = wanted.cluster().orElseThrow();
        Head head = commit(
                present.head(),
                present.head().takeOverAbove(floor, ids.get()),
                List.of(Write.put(info.withUnfinished("humpback state import"))));
        List<Write> writes = new ArrayList<>();
        for (Document document : present.documents()) {
            writes.add(Write.delete(document.key()));
        }
        head = commitAll(head, writes);
        writes.clear();
        for (Document document : wanted.documents()) {
            writes.add(Write.put(document));
        }
        head = commitAll(head, writes);
        commit(head, head.next(ids.get()), List.of(Write.put(info)));
        check();
    }

    /** In bounded commits; what is true of the cluster has its own first and last one. */
    private Head commitAll(Head from, List<Write> writes) {
        Head head = from;
        List<Write> batch = new ArrayList<>();
        for (Write write : writes) {
            if (write.key().kind() != DocumentKind.CLUSTER) {
                batch.add(write);
            }
            if (batch.size() == Commit.MAX_WRITES) {
                head = commit(head, head.next(ids.get()), batch);
                batch.clear();
            }
        }
        return batch.isEmpty() ? head : commit(head, head.next(ids.get()), batch);
    }

    private Head commit(Head expected, Head next, List<Write> writes) {
        if (!target.commit(new Commit(expected, next, writes))) {
            throw new StateMoveException(
                    ErrorCode.CONFLICT,
                    "somebody else has committed meanwhile; stop all centers and begin again",
                    null);
        }
        return next;
    }

    private void check() {
        List<DocumentKey> found = keys(StateCopy.of(target));
        if (!found.equals(keys(wanted))) {
            throw new StateMoveException(
                    ErrorCode.INTERNAL,
                    "the backend shows " + found.size() + " documents (expected: "
                            + wanted.documents().size() + "); import again",
                    null);
        }
    }

    private static List<DocumentKey> keys(StateCopy state) {
        return state.documents().stream().map(Document::key).toList();
    }
}
