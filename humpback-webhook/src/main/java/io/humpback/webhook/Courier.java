package io.humpback.webhook;

import io.humpback.core.Hook;
import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import io.humpback.core.spi.EventFeed;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a turn allows: reads a page of events, posts them and acknowledges each. Safe for several threads. */
final class Courier {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    private final EventFeed feed;
    private final MessageWriter writer;
    private final Transport transport;
    private final DeliveryListener listener;
    private final int pageSize;

    Courier(EventFeed feed, WebhookConfig config, Transport transport, DeliveryListener listener) {
        this.feed = feed;
        this.transport = transport;
        this.listener = listener;
        writer = new MessageWriter(config.show());
        pageSize = config.pageSize();
    }

    /** Sends the events of {@code turn}, up to the first that fails. Throws what the feed throws when it is read. */
    TurnResult run(Turn turn) {
        List<MetaEvent> page = feed.read(turn.lane().metaId(), turn.after(), pageSize);
        // events that were owed and are no longer kept cannot be sent: without this the lane would ask for ever
        long position = page.isEmpty() ? turn.through() : turn.after();
        boolean progressed = false;
        for (MetaEvent event : page) {
            Optional<Hook> receiver = receiver(event, turn.lane().url());
            if (receiver.isPresent()) {
                Delivery delivery = delivery(event, turn.lane());
                Attempt attempt = attempt(event, receiver.get());
                if (!attempt.isDelivered()) {
                    return new TurnResult(turn, position, progressed, attempt, delivery);
                }
                acknowledge(delivery);
                progressed = true;
            }
            position = event.sequence();
        }
        return new TurnResult(turn, position, progressed, Attempt.DELIVERED, null);
    }

    private Attempt attempt(MetaEvent event, Hook receiver) {
        try {
            return transport.post(writer.write(event, receiver));
        } catch (RuntimeException e) {
            log.error(
                    "webhook could not be sent: meta={} sequence={}",
                    event.meta().id(),
                    event.sequence(),
                    e);
            return Attempt.refused("internal error");
        }
    }

    private void acknowledge(Delivery delivery) {
        try {
            feed.acknowledge(new HookPosition(delivery.hookId(), delivery.metaId(), delivery.sequence()));
        } catch (RuntimeException e) {
            log.warn("webhook's position was not kept, it may be sent again: {}", delivery, e);
        }
        listener.delivered(delivery);
    }

    /** Returns the event's hook with {@code url}, the first if several have it; empty if it is not to be told. */
    private static Optional<Hook> receiver(MetaEvent event, String url) {
        return event.meta().hooks().stream()
                .filter(hook -> hook.url().equals(url))
                .findFirst();
    }

    private static Delivery delivery(MetaEvent event, LaneId lane) {
        return new Delivery(
                lane.metaId(),
                lane.hookId(),
                ReceiverUrl.hostOf(lane.url()),
                event.sequence(),
                MessageWriter.idOf(event));
    }
}
