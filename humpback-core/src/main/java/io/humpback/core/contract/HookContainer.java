package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.HostedContainer;

/** A container in a webhook's body, with the address and name of its node. */
@JsonPropertyOrder({"IP", "Name", "Container"})
public record HookContainer(
        @JsonProperty("IP") String ip,
        @JsonProperty("Name") String name,
        @JsonProperty("Container") Container container) {
    /** Returns {@code hosted} in this form. */
    public static HookContainer of(HostedContainer hosted) {
        return new HookContainer(hosted.nodeAddress(), hosted.nodeName(), Container.of(hosted.container()));
    }
}
