package io.humpback.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import io.humpback.core.Hook;
import io.humpback.core.MetaEvent;
import io.humpback.core.contract.EventBody;
import java.nio.charset.StandardCharsets;

/** Writes events as messages. Immutable, so safe for use by several threads. */
final class MessageWriter {
    /** Maps are sorted because the order of an immutable one changes with each start, and a body must not. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final HookVisibility show;

    MessageWriter(HookVisibility show) {
        this.show = show;
    }

    /** Returns the message that tells {@code receiver}, one of the event's hooks, of {@code event}. */
    WebhookMessage write(MetaEvent event, Hook receiver) {
        EventBody body = EventBody.of(event, show.shownTo(receiver, event.meta().hooks()));
        try {
            return new WebhookMessage(
                    idOf(event), receiver.url(), receiver.secretToken(), JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new AssertionError("records of text and numbers can always be written", e);
        }
    }

    /**
     * Returns the {@code webhook-id} of {@code event}. One commit can close operations of several metas, so the sequence
     * number alone does not name an event; ids of operations may hold characters that a header cannot.
     */
    static String idOf(MetaEvent event) {
        String name = event.meta().id() + "\n" + event.operation();
        return "msg_" + event.sequence() + "_"
                + Hashing.sha256()
                        .hashString(name, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, 16);
    }
}
