package io.humpback.webhook;

import java.util.Comparator;

/** The place of one lane. Belongs to a {@link DeliverySchedule}. Not safe for use by several threads. */
final class Lane {
    /** Whoever may send earlier comes first. */
    static final Comparator<Lane> ORDER =
            Comparator.comparing((Lane lane) -> lane.backoff.notBefore()).thenComparing(lane -> lane.id);

    final LaneId id;
    final Endpoint endpoint;
    final Backoff backoff = new Backoff();
    private long position;
    private long through;
    private boolean disabled;

    Lane(LaneId id, Endpoint endpoint, long position) {
        this.id = id;
        this.endpoint = endpoint;
        this.position = position;
        through = position;
    }

    boolean owes() {
        return !disabled && position < through;
    }

    void owe(long sequence) {
        through = Math.max(through, sequence);
    }

    void moveTo(long newPosition) {
        position = Math.max(position, newPosition);
    }

    void disable() {
        disabled = true;
    }

    Turn turn() {
        return new Turn(id, position, through);
    }
}
