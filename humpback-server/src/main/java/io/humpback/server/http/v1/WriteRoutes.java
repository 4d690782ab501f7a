package io.humpback.server.http.v1;

import io.humpback.core.Action;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.OperationResult;
import io.humpback.core.contract.ImageTag;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.CommandRejectedException;
import io.humpback.server.http.Failure;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The routes that change metas: each hands over a command and answers with its outcome. Safe for several threads. */
final class WriteRoutes {
    private static final String CREATED = "create containers response";
    private static final String UPDATED = "update containers response";
    private static final String UPGRADED = "upgrade containers response";
    private static final String OPERATED = "operate containers response";
    private static final String REMOVED = "remove containers response";
    private static final String UNDER_WAY = "still under way";

    private final ClusterControl control;
    private final PendingAnswers pending;
    private final boolean lenient;

    /** Creates them; {@code lenient} ignores fields that ask for power over a host. */
    WriteRoutes(ClusterControl control, PendingAnswers pending, boolean lenient) {
        this.control = control;
        this.pending = pending;
        this.lenient = lenient;
    }

    private Fields admitted(Fields request) {
        if (!lenient) {
            request.checkAdmitted();
        }
        return request;
    }

    void create(Context ctx) {
        Command.CreateMeta command = Bodies.read(ctx, fields -> Requests.create(admitted(fields)));
        submit(ctx, command, WriteRoutes::created, () -> creationUnknown(command));
    }

    private static Answer created(OperationResult result) {
        if (result.isFailed()) {
            return Answer.failure(500, Outcomes.createFailure(result.items()));
        }
        return created(result.meta(), result.isComplete(), result.containers());
    }

    private static Answer created(Meta meta, boolean complete, List<HostedContainer> containers) {
        return Answer.success(
                CREATED,
                new Data.Created(
                        meta.groupId().value(),
                        meta.id().value(),
                        complete ? "created all" : "created partial",
                        MetaShapes.Flat.listOf(containers)));
    }

    private Answer creationUnknown(Command.CreateMeta command) {
        ClusterView view = control.view();
        return find(view, command.groupId(), command.spec().name())
                .map(meta -> created(meta, false, view.containers(meta.id())))
                .orElseGet(() -> Answer.failure(500, Outcomes.CREATE_FAILURE + "its outcome is not known"));
    }

    void update(Context ctx) {
        Fields request = Bodies.read(ctx, this::admitted);
        MetaId id = Bodies.resolve(() -> Requests.updatedMeta(request));
        Optional<Meta> meta = control.view().meta(id);
        if (meta.isEmpty()) {
            Answer.failure(404, Outcomes.META_NOT_FOUND).writeTo(ctx);
            return;
        }
        Command.UpdateMeta command = Bodies.resolve(() -> Requests.update(request, meta.get()));
        submit(
                ctx,
                command,
                result -> result.isFailed() && rollsOut(command, meta.get())
                        ? Answer.failure(500, Outcomes.rollOutFailure("update", id, result.items()))
                        : updated(id, result.isComplete(), result.containers()),
                () -> updated(id, false, control.view().containers(id)));
    }

    private static boolean rollsOut(Command.UpdateMeta command, Meta meta) {
        return command.spec() != null && !command.spec().isEquivalentTo(meta.spec());
    }

    private static Answer updated(MetaId id, boolean complete, List<HostedContainer> containers) {
        return Answer.success(
                UPDATED,
                new Data.Updated(
                        id.value(), complete ? "updated all" : "updated partial", MetaShapes.Flat.listOf(containers)));
    }

    void upgrade(Context ctx) {
        Fields request = Bodies.read(ctx, fields -> fields);
        MetaId id = Bodies.resolve(() -> Ids.meta("upgrade containers ", request.text("MetaId")));
        String tag = Bodies.resolve(() -> Requests.imageTag(request));
        Optional<Meta> meta = control.view().meta(id);
        if (meta.isEmpty()) {
            Answer.failure(404, Outcomes.META_NOT_FOUND).writeTo(ctx);
            return;
        }
        String image = meta.get().spec().image();
        if (!ImageTag.isTagged(image)) {
            Answer.failure(500, "upgrade " + id + " config tag invalid").writeTo(ctx);
            return;
        }
        if (ImageTag.of(image).equals(tag)) {
            Answer.failure(500, "upgrade meta " + id + " cancel, this tag has already in cluster")
                    .writeTo(ctx);
            return;
        }
        submit(
                ctx,
                new Command.UpgradeMeta(id, ImageTag.replace(image, tag)),
                result -> result.isFailed()
                        ? Answer.failure(500, Outcomes.rollOutFailure("upgrade", id, result.items()))
                        : upgraded(id, result.containers()),
                () -> upgraded(id, control.view().containers(id)));
    }

    private static Answer upgraded(MetaId id, List<HostedContainer> containers) {
        return Answer.success(
                UPGRADED, new Data.Upgraded(id.value(), "upgrade containers", MetaShapes.Flat.listOf(containers)));
    }

    void operate(Context ctx) {
        Fields request = Bodies.read(ctx, fields -> fields);
        MetaId id = Bodies.resolve(() -> Ids.meta("operate containers ", request.text("MetaId")));
        String word = Bodies.resolve(() -> request.text("Action"));
        Optional<Action> action = Action.of(word);
        if (action.isEmpty()) {
            operateUnknown(id, word).writeTo(ctx);
            return;
        }
        submit(
                ctx,
                new Command.Operate(id, action.get()),
                result -> operated(OPERATED, id, word, Outcomes.of(action.get().word(), result)),
                () -> operated(OPERATED, id, word, underWay(id, action.get().word())));
    }

    private Answer operateUnknown(MetaId id, String word) {
        ClusterView view = control.view();
        if (view.meta(id).isEmpty()) {
            return Answer.failure(404, Outcomes.META_NOT_FOUND);
        }
        return operated(
                OPERATED,
                id,
                word,
                Outcomes.of(
                        view.containers(id),
                        hosted ->
                                Outcomes.unknownAction(word, hosted.container().id())));
    }

    private static Answer operated(String content, MetaId id, @Nullable String word, List<Data.Outcome> outcomes) {
        return Answer.success(content, new Data.Operated(id.value(), word, outcomes));
    }

    void remove(Context ctx) {
        remove(ctx, Bodies.resolve(() -> Ids.meta("", ctx.pathParam("metaid"))));
    }

    void removeByName(Context ctx) {
        GroupId group = Bodies.resolve(() -> Ids.group("", ctx.pathParam("groupid")));
        String name = Bodies.resolve(() -> Ids.check("metaname invalid", ctx.pathParam("metaname")));
        Optional<Meta> meta = find(control.view(), group, name);
        if (meta.isEmpty()) {
            Answer.failure(404, Outcomes.META_NOT_FOUND).writeTo(ctx);
            return;
        }
        remove(ctx, meta.get().id());
    }

    private void remove(Context ctx, MetaId id) {
        submit(
                ctx,
                new Command.RemoveMeta(id),
                result -> operated(REMOVED, id, null, Outcomes.of("remove", result)),
                () -> operated(REMOVED, id, null, underWay(id, "remove")));
    }

    private List<Data.Outcome> underWay(MetaId id, String verb) {
        return Outcomes.of(control.view().containers(id), hosted -> verb + " unknown, " + UNDER_WAY);
    }

    private void submit(Context ctx, Command command, Function<OperationResult, Answer> done, Supplier<Answer> late) {
        pending.answer(
                ctx,
                () -> control.submit(command),
                (result, failure) -> result != null ? done.apply(result) : failed(failure, late));
    }

    /** Returns the answer to a failure, {@code late} if its outcome is not known in time. */
    static Answer failed(@Nullable Throwable failure, Supplier<Answer> late) {
        Throwable cause = failure == null ? new IllegalStateException("no result") : Failure.unwrap(failure);
        if (cause instanceof TimeoutException) {
            return underWay(late);
        }
        if (cause instanceof CommandRejectedException rejected) {
            return Outcomes.rejected(rejected);
        }
        Failure told = Failure.of(cause);
        return Answer.failure(told.status(), told.message());
    }

    /** Who leads no more cannot tell how far it is, which must not sound as if nothing had been done. */
    private static Answer underWay(Supplier<Answer> late) {
        try {
            return late.get();
        } catch (CommandRejectedException e) {
            return Answer.failure(504, "request outcome is not known: this center does not lead any more");
        }
    }

    private static Optional<Meta> find(ClusterView view, GroupId group, String name) {
        return view.metas(group).stream()
                .filter(meta -> meta.spec().name().equals(name))
                .findFirst();
    }
}
