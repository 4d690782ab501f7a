package io.humpback.server.http.v1;

import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.scheduler.control.Command;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the bodies of requests. What is missing or out of its range is an {@link IllegalArgumentException} whose message
 * is the original's where it was observed. Stateless.
 */
final class Requests {
    /** As Docker has it. */
    private static final Pattern IMAGE_TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private static final Set<String> GROUP_EVENTS = Set.of("create", "change", "remove");

    private Requests() {}

    /**
     * A wish for a new meta.
     *
     * @param reCreate whether a meta of the same name shall be replaced
     */
    record Create(Command.CreateMeta command, boolean reCreate) {}

    static Create create(Fields request) {
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
        return new Create(
                new Command.CreateMeta(
                        group,
                        instances,
                        ConfigFields.spec(config, name),
                        ConfigFields.placement(request),
                        hooks == null ? List.of() : hooks,
                        options(option, MetaOptions.DEFAULT)),
                option.bool("IsReCreate", false));
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
                request.has("Config")
                        ? ConfigFields.spec(
                                request.object("Config"), meta.spec().name())
                        : null);
    }

    /** Checks a group's event. */
    static void groupEvent(Fields request) {
        Ids.group("", request.text("GroupId"));
        if (!GROUP_EVENTS.contains(request.text("Event").strip().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("event type invalid");
        }
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
