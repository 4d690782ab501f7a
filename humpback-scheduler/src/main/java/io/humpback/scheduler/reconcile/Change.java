package io.humpback.scheduler.reconcile;

import io.humpback.core.Cause;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaEvent;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be committed, as a whole. Immutable.
 *
 * @param writes the documents, without the event
 * @param event the event that goes with it, null for none
 * @param opened the operation that it opens, null if it opens none
 * @param closed how the operation that it closes has ended, null if it closes none
 */
public record Change(
        List<Write> writes,
        @Nullable EventDraft event,
        @Nullable Operation opened,
        @Nullable OperationResult closed) {
    /** An event that still lacks the sequence number of its commit. */
    public record EventDraft(
            long timestampNanos,
            Cause cause,
            io.humpback.core.OperationId operation,
            Meta meta,
            List<HostedContainer> containers) {}

    /** Copies {@code writes}. */
    public Change {
        writes = List.copyOf(writes);
    }

    /** Returns a change that opens and closes nothing. */
    public static Change of(Write... writes) {
        return new Change(List.of(writes), null, null, null);
    }

    /** Returns the change that opens {@code operation} together with {@code writes}. */
    public static Change opening(Operation operation, List<Write> writes) {
        List<Write> all = new ArrayList<>(writes);
        all.add(Write.put(operation));
        return new Change(all, null, operation, null);
    }

    /** Returns everything to write when the commit has {@code sequence}. */
    public List<Write> writes(long sequence) {
        if (event == null) {
            return writes;
        }
        List<Write> all = new ArrayList<>(writes);
        all.add(Write.put(new MetaEvent(
                sequence, event.timestampNanos(), event.cause(), event.operation(), event.meta(), event.containers())));
        return all;
    }
}
