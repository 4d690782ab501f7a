package io.humpback.webhook;

/**
 * Leave for a lane to send: the next events after {@code after}, one after the other, a page of them at most.
 *
 * @param after the sequence number of the last event that is settled
 * @param through the sequence number of the last event known to be owed
 */
record Turn(LaneId lane, long after, long through) {}
