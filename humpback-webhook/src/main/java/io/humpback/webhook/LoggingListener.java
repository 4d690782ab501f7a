package io.humpback.webhook;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what it is told. Stateless. */
final class LoggingListener implements DeliveryListener {
    static final LoggingListener INSTANCE = new LoggingListener();

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private LoggingListener() {}

    @Override
    public void delivered(Delivery delivery) {
        log.debug(
                "webhook delivered: meta={} sequence={} receiver={}",
                delivery.metaId(),
                delivery.sequence(),
                delivery.receiver());
    }

    @Override
    public void failed(Delivery delivery, String reason, Duration wait) {
        log.warn(
                "webhook failed, will be sent again: meta={} sequence={} receiver={} hook={} wait={} reason={}",
                delivery.metaId(),
                delivery.sequence(),
                delivery.receiver(),
                delivery.hookId(),
                wait,
                reason);
    }

    @Override
    public void disabled(Delivery delivery, String reason) {
        log.warn(
                "webhook disabled by its receiver: meta={} sequence={} receiver={} hook={} reason={}",
                delivery.metaId(),
                delivery.sequence(),
                delivery.receiver(),
                delivery.hookId(),
                reason);
    }
}
