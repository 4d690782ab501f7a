package io.humpback.server.http.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.humpback.core.GoDuration;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.contract.Container;
import io.humpback.core.contract.ImageTag;
import io.humpback.core.contract.MetaBase;
import io.humpback.core.contract.PlacementRules;
import io.humpback.core.contract.WebHook;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the original writes metas and their containers. */
final class MetaShapes {
    private MetaShapes() {}

    /** Names of servers are written, and compared, in upper case. */
    static String serverName(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** A meta with its containers. */
    @JsonPropertyOrder({
        "GroupId",
        "MetaId",
        "IsRemoveDelay",
        "IsRecovery",
        "StopOnDisconnect",
        "Instances",
        "Placement",
        "WebHooks",
        "Config",
        "Containers",
        "CreateAt",
        "LastUpdateAt"
    })
    record Detail(
            @JsonProperty("GroupId") String groupId,
            @JsonProperty("MetaId") String metaId,
            @JsonProperty("IsRemoveDelay") boolean isRemoveDelay,
            @JsonProperty("IsRecovery") boolean isRecovery,

            @JsonProperty("StopOnDisconnect") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String stopOnDisconnect,

            @JsonProperty("Instances") int instances,
            @JsonProperty("Placement") PlacementRules placement,
            @JsonProperty("WebHooks") List<WebHook> webHooks,
            @JsonProperty("Config") Container config,
            @JsonProperty("Containers") List<Hosted> containers,
            @JsonProperty("CreateAt") long createAt,
            @JsonProperty("LastUpdateAt") long lastUpdateAt) {
        static Detail of(Meta meta, List<HostedContainer> containers) {
            return new Detail(
                    meta.groupId().value(),
                    meta.id().value(),
                    meta.options().removeDelay(),
                    meta.options().recovery(),
                    stopTime(meta),
                    meta.instances(),
                    PlacementRules.of(meta.placement()),
                    WebHook.listOf(meta.hooks()),
                    Container.configOf(meta.spec()),
                    containers.stream().map(Hosted::of).toList(),
                    meta.createdAt().getEpochSecond(),
                    MetaBase.lastUpdateAt(meta));
        }
    }

    /** Absent, as with the original, unless somebody asked for it. */
    private static @Nullable String stopTime(Meta meta) {
        Duration time = meta.spec().runOptions().stopOnDisconnect();
        return time.isZero() ? null : GoDuration.format(time);
    }

    /** A container below the name and address of its node. */
    @JsonPropertyOrder({"IP", "HostName", "Container"})
    record Hosted(
            @JsonProperty("IP") String ip,
            @JsonProperty("HostName") String hostName,
            @JsonProperty("Container") Container container) {
        static Hosted of(HostedContainer hosted) {
            return new Hosted(hosted.nodeAddress(), serverName(hosted.nodeName()), Container.of(hosted.container()));
        }
    }

    /** A container beside the name and address of its node; the node's name stands where its own would. */
    @JsonPropertyOrder({"IP", "HostName", "container"})
    record Flat(
            @JsonProperty("IP") String ip,
            @JsonProperty("HostName") String hostName,
            @JsonUnwrapped Container container) {
        static Flat of(HostedContainer hosted) {
            return new Flat(
                    hosted.nodeAddress(),
                    serverName(hosted.nodeName()),
                    with(Container.of(hosted.container()), null, false));
        }

        static List<Flat> listOf(List<HostedContainer> containers) {
            return containers.stream().map(Flat::of).toList();
        }
    }

    /** A meta with its configuration in one level, and lists without content as empty ones. */
    @JsonPropertyOrder({
        "GroupId",
        "MetaId",
        "IsRemoveDelay",
        "IsRecovery",
        "StopOnDisconnect",
        "Instances",
        "Placement",
        "WebHooks",
        "ImageTag",
        "config",
        "CreateAt",
        "LastUpdateAt"
    })
    record Base(
            @JsonProperty("GroupId") String groupId,
            @JsonProperty("MetaId") String metaId,
            @JsonProperty("IsRemoveDelay") boolean isRemoveDelay,
            @JsonProperty("IsRecovery") boolean isRecovery,

            @JsonProperty("StopOnDisconnect") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String stopOnDisconnect,

            @JsonProperty("Instances") int instances,
            @JsonProperty("Placement") PlacementRules placement,
            @JsonProperty("WebHooks") List<WebHook> webHooks,
            @JsonProperty("ImageTag") String imageTag,
            @JsonUnwrapped Container config,
            @JsonProperty("CreateAt") long createAt,
            @JsonProperty("LastUpdateAt") long lastUpdateAt) {
        static Base of(Meta meta) {
            return new Base(
                    meta.groupId().value(),
                    meta.id().value(),
                    meta.options().removeDelay(),
                    meta.options().recovery(),
                    stopTime(meta),
                    meta.instances(),
                    PlacementRules.of(meta.placement()),
                    WebHook.listOf(meta.hooks()),
                    ImageTag.of(meta.spec().image()),
                    with(Container.configOf(meta.spec()), meta.spec().hostName(), true),
                    meta.createdAt().getEpochSecond(),
                    MetaBase.lastUpdateAt(meta));
        }
    }

    /** Returns {@code from} with another host name, and with empty lists in the place of absent ones if asked. */
    private static Container with(Container from, @Nullable String hostName, boolean filled) {
        return new Container(
                from.id(),
                from.image(),
                from.command(),
                from.commandWithoutEntryPoint(),
                from.name(),
                fill(from.ports(), filled),
                fill(from.volumes(), filled),
                fill(from.dns(), filled),
                fill(from.env(), filled),
                hostName,
                from.networkMode(),
                from.status(),
                from.restartPolicy(),
                from.restartRetryCount(),
                fill(from.extraHosts(), filled),
                from.cpuShares(),
                from.memory(),
                from.shmSize(),
                fill(from.links(), filled),
                fill(from.ulimits(), filled),
                from.labels() == null && filled ? Map.of() : from.labels(),
                from.logConfig(),
                from.cpuMillis(),
                from.pidsLimit(),
                from.init(),
                from.capDrop(),
                from.healthCheck(),
                from.pullPolicy(),
                from.imageDigest());
    }

    private static <T> @Nullable List<T> fill(@Nullable List<T> list, boolean filled) {
        return list == null && filled ? List.of() : list;
    }
}
