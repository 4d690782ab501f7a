package io.humpback.server.http.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands under {@code Data} of an envelope. */
final class Data {
    private Data() {}

    @JsonPropertyOrder({"GroupId", "Containers"})
    record Metas(
            @JsonProperty("GroupId") String groupId,
            @JsonProperty("Containers") List<MetaShapes.Detail> containers) {}

    record OneMeta(@JsonProperty("Container") MetaShapes.Detail container) {}

    record MetaBase(@JsonProperty("MetaBase") MetaShapes.Base metaBase) {}

    @JsonPropertyOrder({"GroupId", "Engines"})
    record Engines(
            @JsonProperty("GroupId") String groupId,
            @JsonProperty("Engines") List<EngineShape> engines) {}

    record Engine(@JsonProperty("Engine") EngineShape engine) {}

    record Message(@JsonProperty("Message") String message) {}

    @JsonPropertyOrder({"GroupId", "MetaId", "Created", "Containers"})
    record Created(
            @JsonProperty("GroupId") String groupId,
            @JsonProperty("MetaId") String metaId,
            @JsonProperty("Created") String created,
            @JsonProperty("Containers") List<MetaShapes.Flat> containers) {}

    @JsonPropertyOrder({"MetaId", "Updated", "Containers"})
    record Updated(
            @JsonProperty("MetaId") String metaId,
            @JsonProperty("Updated") String updated,
            @JsonProperty("Containers") List<MetaShapes.Flat> containers) {}

    @JsonPropertyOrder({"MetaId", "Upgrade", "Containers"})
    record Upgraded(
            @JsonProperty("MetaId") String metaId,
            @JsonProperty("Upgrade") String upgrade,
            @JsonProperty("Containers") List<MetaShapes.Flat> containers) {}

    /** The outcome of an action or, without a word for it, of a removal. */
    @JsonPropertyOrder({"MetaId", "Action", "Containers"})
    record Operated(
            @JsonProperty("MetaId") String metaId,

            @JsonProperty("Action") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String action,

            @JsonProperty("Containers") List<Outcome> containers) {}

    @JsonPropertyOrder({"IP", "HostName", "ContainerId", "Result"})
    record Outcome(
            @JsonProperty("IP") String ip,
            @JsonProperty("HostName") String hostName,
            @JsonProperty("ContainerId") String containerId,
            @JsonProperty("Result") String result) {}
}
