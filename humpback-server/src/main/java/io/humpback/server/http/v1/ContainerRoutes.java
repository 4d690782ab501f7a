package io.humpback.server.http.v1;

import io.humpback.core.Action;
import io.humpback.core.Group;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.OperationResult;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.Command;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes that change one container, named by its Docker id. Safe for several threads. */
final class ContainerRoutes {
    private static final String OPERATED = "operate container response";
    private static final String REMOVED = "remove container response";
    private static final String INVALID = "containerid invalid";

    private final ClusterControl control;
    private final PendingAnswers pending;

    ContainerRoutes(ClusterControl control, PendingAnswers pending) {
        this.control = control;
        this.pending = pending;
    }

    void operate(Context ctx) {
        Fields request = Bodies.read(ctx, fields -> fields);
        String id = Bodies.resolve(() -> Ids.check(INVALID, request.text("ContainerId")));
        String word = Bodies.resolve(() -> request.text("Action"));
        Optional<Action> action = Action.of(word);
        if (action.isEmpty()) {
            answer(id, OPERATED, word, Outcomes.unknownAction(word, id)).writeTo(ctx);
            return;
        }
        submit(ctx, new Command.OperateContainer(id, action.get()), id, OPERATED, word);
    }

    void remove(Context ctx) {
        String id = Bodies.resolve(() -> Ids.check(INVALID, ctx.pathParam("containerid")));
        submit(ctx, new Command.RemoveContainer(id), id, REMOVED, null);
    }

    private void submit(Context ctx, Command command, String id, String content, @Nullable String word) {
        String verb = word == null ? "remove" : Action.of(word).orElseThrow().word();
        Function<OperationResult, Answer> done = result ->
                Answer.success(content, new Data.Operated(result.meta().id().value(), word, Outcomes.of(verb, result)));
        pending.answer(
                ctx,
                () -> control.submit(command),
                (result, failure) -> result != null
                        ? done.apply(result)
                        : WriteRoutes.failed(
                                failure, () -> answer(id, content, word, verb + " unknown, still under way")));
    }

    private Answer answer(String id, String content, @Nullable String word, String outcome) {
        ClusterView view = control.view();
        for (Group group : view.groups()) {
            for (Meta meta : view.metas(group.id())) {
                List<HostedContainer> found = view.containers(meta.id()).stream()
                        .filter(hosted -> hosted.container().id().equals(id))
                        .toList();
                if (!found.isEmpty()) {
                    return Answer.success(
                            content, new Data.Operated(meta.id().value(), word, Outcomes.of(found, hosted -> outcome)));
                }
            }
        }
        return Answer.failure(404, Outcomes.META_NOT_FOUND);
    }
}
