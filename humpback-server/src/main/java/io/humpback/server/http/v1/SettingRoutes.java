package io.humpback.server.http.v1;

import io.humpback.core.GroupId;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ClusterSetting;
import io.javalin.http.Context;
import java.util.Map;

/** The routes that concern groups and nodes rather than metas. Safe for use by several threads. */
final class SettingRoutes {
    private static final Data.Message ACCEPTED = new Data.Message("accepted.");

    private final ClusterControl control;
    private final PendingAnswers pending;

    SettingRoutes(ClusterControl control, PendingAnswers pending) {
        this.control = control;
        this.pending = pending;
    }

    /** The labels take the place of those before; none take them away. */
    void labelNode(Context ctx) {
        Fields request = Bodies.read(ctx, fields -> fields);
        String server = Bodies.resolve(() -> Ids.check("server invalid", request.text("Server")));
        Map<String, String> labels = Bodies.resolve(() -> Requests.labels(request));
        set(ctx, new ClusterSetting.SetLabels(server, labels), Answer.success("set node labels response", null));
    }

    /**
     * A removal names the group, so it needs nobody else's word. Without a site there is nobody to ask what a group has
     * become, so its creation and its change are accepted and do nothing.
     */
    void groupEvent(Context ctx) {
        Requests.GroupEvent event = Bodies.read(ctx, Requests::groupEvent);
        Answer accepted = Answer.accepted("group event response", ACCEPTED);
        if (event.removed()) {
            GroupId group = event.group();
            set(ctx, new ClusterSetting.RemoveGroup(group), accepted);
        } else {
            accepted.writeTo(ctx);
        }
    }

    /**
     * What the original does then is not known, only its answer. A word that every group be left would be a word to
     * remove every container, so it is accepted and changes nothing.
     */
    void clusterEvent(Context ctx) {
        Bodies.read(ctx, Requests::clusterEvent);
        Answer.accepted("cluster event response", ACCEPTED).writeTo(ctx);
    }

    private void set(Context ctx, ClusterSetting setting, Answer done) {
        pending.answer(
                ctx,
                () -> control.set(setting),
                (changed, failure) -> changed != null
                        ? done
                        : WriteRoutes.failed(failure, () -> Answer.failure(500, "request outcome is not known")));
    }
}
