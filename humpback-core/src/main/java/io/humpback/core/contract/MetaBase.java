package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.Hook;
import io.humpback.core.Meta;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A meta, as webhooks and the original's cache write it.
 *
 * @param createAt seconds since 1970
 * @param lastUpdateAt seconds since 1970, 0 if it was never changed
 * @param availableNodesChanged always false; kept for receivers that expect the key
 */
@JsonPropertyOrder({
    "GroupId",
    "MetaId",
    "IsRemoveDelay",
    "IsRecovery",
    "Instances",
    "WebHooks",
    "Placement",
    "ImageTag",
    "Config",
    "CreateAt",
    "LastUpdateAt",
    "AvailableNodesChanged"
})
public record MetaBase(
        @JsonProperty("GroupId") String groupId,
        @JsonProperty("MetaId") String metaId,
        @JsonProperty("IsRemoveDelay") boolean isRemoveDelay,
        @JsonProperty("IsRecovery") boolean isRecovery,
        @JsonProperty("Instances") int instances,
        @JsonProperty("WebHooks") List<WebHook> webHooks,
        @JsonProperty("Placement") PlacementRules placement,
        @JsonProperty("ImageTag") String imageTag,
        @JsonProperty("Config") @Nullable Container config,
        @JsonProperty("CreateAt") long createAt,
        @JsonProperty("LastUpdateAt") long lastUpdateAt,
        @JsonProperty("AvailableNodesChanged") boolean availableNodesChanged) {
    /** Returns {@code meta} in this form, with {@code hooks} in the place of its own. */
    public static MetaBase of(Meta meta, List<Hook> hooks) {
        return new MetaBase(
                meta.groupId().value(),
                meta.id().value(),
                meta.options().removeDelay(),
                meta.options().recovery(),
                meta.instances(),
                WebHook.listOf(hooks),
                PlacementRules.of(meta.placement()),
                ImageTag.of(meta.spec().image()),
                Container.configOf(meta.spec()),
                meta.createdAt().getEpochSecond(),
                lastUpdateAt(meta),
                false);
    }

    /** Returns when {@code meta} was last changed, in seconds since 1970, 0 if it never was. */
    public static long lastUpdateAt(Meta meta) {
        return meta.updatedAt().equals(Instant.EPOCH) ? 0 : meta.updatedAt().getEpochSecond();
    }
}
