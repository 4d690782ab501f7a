package io.humpback.server.http.v1;

import io.humpback.core.ContainerSpec;
import io.humpback.core.GoDuration;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.scheduler.control.Command;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests. What is missing or out of its range is an {@link IllegalArgumentException} whose message
 * is the original's where it was observed. Stateless.
 */
final class Requests {
    /** As Docker has it. */
    private static final Pattern IMAGE_TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private static final Set<String> GROUP_EVENTS = Set.of("create", "change", "remove");
    private static final Set<String> CLUSTER_EVENTS = Set.of("enable", "disable");

    private Requests() {}

    /** Returns the wish for a new meta, or for what has its name to become that. */
    static Command.CreateMeta create(Fields request) {
        GroupId group = Ids.group("create containers ", request.text("GroupId"));
        int instances = request.integer("Instances");
        if (instances <= 0) {
            throw new IllegalArgumentException("create containers instances invalid, should be larger than 0");
        }
        checkNotTooMany("create", instances);
        Fields config = request.object("Config");
        String name = Ids.name(config.text("Name"));
        Fields option = request.object("Option");
        List<Hook> hooks = ConfigFields.hooks(request);
        return new Command.CreateMeta(
                group,
                instances,
                ConfigFields.spec(config, name).toBuilder()
                        .stopOnDisconnect(stopOnDisconnect(option, Duration.ZERO))
                        .build(),
                ConfigFields.placement(request),
                hooks == null ? List.of() : hooks,
                options(option, MetaOptions.DEFAULT),
                option.bool("IsReCreate", false),
                option.bool("ForceRemove", false));
    }

    /** Returns the tag that an upgrade asks for. */
    static String imageTag(Fields request) {
        String tag = request.text("ImageTag").trim();
        if (tag.isEmpty()) {
            throw new IllegalArgumentException("upgrade containers imagetag invalid, can not be empty");
        }
        if (!IMAGE_TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("upgrade containers imagetag invalid, letters, digits, _, . and -");
        }
        return tag;
    }

    static MetaId updatedMeta(Fields request) {
        return Ids.meta("update containers ", request.text("MetaId"));
    }

    /** Returns the change of {@code meta} that a request asks for; what the request leaves out stays. */
    static Command.UpdateMeta update(Fields request, Meta meta) {
        Integer instances = request.has("Instances") ? Integer.valueOf(request.integer("Instances")) : null;
        if (instances != null) {
            if (instances < 0) {
                throw new IllegalArgumentException("update containers instances invalid, should not be less than 0");
            }
            checkNotTooMany("update", instances);
        }
        return new Command.UpdateMeta(
                meta.id(),
                instances,
                request.has("Placement") ? ConfigFields.placement(request) : null,
                ConfigFields.hooks(request),
                request.has("Option") ? options(request.object("Option"), meta.options()) : null,
                spec(request, meta));
    }

    /** Returns the configuration that {@code meta} is to have, null if that is not said. */
    private static @Nullable ContainerSpec spec(Fields request, Meta meta) {
        Duration present = meta.spec().runOptions().stopOnDisconnect();
        Duration stop = stopOnDisconnect(request.object("Option"), present);
        if (!request.has("Config") && stop.equals(present)) {
            return null;
        }
        ContainerSpec spec = request.has("Config")
                ? ConfigFields.spec(request.object("Config"), meta.spec().name())
                : meta.spec();
        return spec.toBuilder().stopOnDisconnect(stop).build();
    }

    /** Ours, beside the original's options: what does not know of it leaves it as it is. */
    private static Duration stopOnDisconnect(Fields option, Duration absent) {
        if (!option.has("StopOnDisconnect")) {
            return absent;
        }
        String text = option.text("StopOnDisconnect").strip();
        try {
            return text.isEmpty() ? Duration.ZERO : GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Option.StopOnDisconnect invalid, should be a duration, for example 40s", e);
        }
    }

    /** What a site tells of a group: that it was created, changed or removed. */
    record GroupEvent(GroupId group, boolean removed) {}

    static GroupEvent groupEvent(Fields request) {
        GroupId group = Ids.group("", request.text("GroupId"));
        return new GroupEvent(group, event(request, GROUP_EVENTS).equals("remove"));
    }

    /** Returns what is asked of the cluster as a whole, {@code enable} or {@code disable}. */
    static String clusterEvent(Fields request) {
        return event(request, CLUSTER_EVENTS);
    }

    private static String event(Fields request, Set<String> known) {
        String event = request.text("Event").strip().toLowerCase(Locale.ROOT);
        if (!known.contains(event)) {
            throw new IllegalArgumentException("event type invalid");
        }
        return event;
    }

    /** Returns the labels that a node is to have, none if they are left out. */
    static Map<String, String> labels(Fields request) {
        Map<String, String> labels = request.map("Labels");
        if (labels == null) {
            return Map.of();
        }
        if (labels.keySet().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("labels invalid, a key can not be empty");
        }
        return labels;
    }

    private static MetaOptions options(Fields option, MetaOptions absent) {
        return new MetaOptions(
                option.bool("IsRemoveDelay", absent.removeDelay()),
                option.bool("IsRecovery", absent.recovery()),
                absent.rollOut());
    }

    private static void checkNotTooMany(String verb, int instances) {
        if (instances > Meta.MAX_INSTANCES) {
            throw new IllegalArgumentException(
                    verb + " containers instances invalid, should be at most " + Meta.MAX_INSTANCES);
        }
    }
}
