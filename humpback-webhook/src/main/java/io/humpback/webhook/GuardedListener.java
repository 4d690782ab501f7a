package io.humpback.webhook;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes calls on and keeps what {@code listener} throws away from the delivery, which must go on without it. */
record GuardedListener(DeliveryListener listener) implements DeliveryListener {
    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    @Override
    public void delivered(Delivery delivery) {
        guard(() -> listener.delivered(delivery));
    }

    @Override
    public void failed(Delivery delivery, String reason, Duration wait) {
        guard(() -> listener.failed(delivery, reason, wait));
    }

    @Override
    public void disabled(Delivery delivery, String reason) {
        guard(() -> listener.disabled(delivery, reason));
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            log.error("a listener of webhook deliveries failed", e);
        }
    }
}
