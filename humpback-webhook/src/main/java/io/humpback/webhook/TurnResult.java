package io.humpback.webhook;

import org.jspecify.annotations.Nullable;

/**
 * How a turn ended.
 *
 * @param position the sequence number of the last event that is settled now
 * @param progressed whether the receiver took at least one event
 * @param attempt the last attempt; a delivered one if nothing stands in the way of the next turn
 * @param failed the event whose attempt failed, {@code null} if none did
 */
record TurnResult(
        Turn turn,
        long position,
        boolean progressed,
        Attempt attempt,
        @Nullable Delivery failed) {
    /** Returns the result of a turn that came to no attempt, for {@code reason}. */
    static TurnResult notBegun(Turn turn, String reason) {
        return new TurnResult(turn, turn.after(), false, Attempt.refused(reason), null);
    }
}
