package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.Hook;
import io.humpback.core.MetaEvent;
import java.util.List;

/**
 * The body of a webhook.
 *
 * @param timestamp nanoseconds since 1970, rising for each meta
 * @param event one of the seven names
 */
@JsonPropertyOrder({"Timestamp", "Event", "MetaBase", "HookContainers"})
public record EventBody(
        @JsonProperty("Timestamp") long timestamp,
        @JsonProperty("Event") String event,
        @JsonProperty("MetaBase") MetaBase metaBase,
        @JsonProperty("HookContainers") List<HookContainer> hookContainers) {
    /** Returns {@code event} in this form, listing {@code hooks}, which is what its receiver may see of them. */
    public static EventBody of(MetaEvent event, List<Hook> hooks) {
        return new EventBody(
                event.timestampNanos(),
                event.cause().eventName(),
                MetaBase.of(event.meta(), hooks),
                event.containers().stream().map(HookContainer::of).toList());
    }
}
