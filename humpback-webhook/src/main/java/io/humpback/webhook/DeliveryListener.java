package io.humpback.webhook;

import java.time.Duration;

/**
 * Is told how deliveries go, to log and count them. Called by several threads at once, by the threads that deliver:
 * implementations must be safe for that and return soon. What they throw is logged and has no other effect.
 */
public interface DeliveryListener {
    /** Returns a listener that logs: failures and disabled receivers as warnings, deliveries for debugging. */
    static DeliveryListener logging() {
        return LoggingListener.INSTANCE;
    }

    /** Called after a receiver took an event. */
    void delivered(Delivery delivery);

    /**
     * Called after an attempt failed. The event stays the receiver's next one.
     *
     * @param reason why, in words, for example {@code HTTP 500}; never holds a secret
     * @param wait until the receiver is tried again at the earliest
     */
    void failed(Delivery delivery, String reason, Duration wait);

    /** Called after a receiver answered 410: nothing more is sent to it for this meta until the next start. */
    void disabled(Delivery delivery, String reason);
}
