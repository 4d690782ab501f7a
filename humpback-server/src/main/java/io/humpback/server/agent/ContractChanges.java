package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import io.humpback.core.contract.Container;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineException;
import io.humpback.server.docker.AgentPull;
import io.humpback.server.docker.DockerHost;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changes among the contract's routes. They pass the host's policy like all others. Safe for several threads. */
final class ContractChanges {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String BAD_JSON = "Invalid json data.";

    private final Engine engine;
    private final Fencing fencing;
    private final Admission admission;
    private final PortChoice ports;
    private final Pulls pulls;
    private final Replacement replacement;

    ContractChanges(Engine engine, Fencing fencing, Admission admission, PortChoice ports, Pulls pulls) {
        this.engine = engine;
        this.fencing = fencing;
        this.admission = admission;
        this.ports = ports;
        this.pulls = pulls;
        this.replacement = new Replacement(engine.host(), DEADLINE, GRACE);
    }

    /** The body of an operation; null is the same as absent. */
    record Operation(
            @com.fasterxml.jackson.annotation.JsonProperty("Action") @Nullable
            String action,

            @com.fasterxml.jackson.annotation.JsonProperty("Container") @Nullable
            String container,

            @com.fasterxml.jackson.annotation.JsonProperty("NewName") @Nullable
            String newName,

            @com.fasterxml.jackson.annotation.JsonProperty("ImageTag") @Nullable
            String imageTag) {}

    /** The body of a pull. */
    record Pull(
            @com.fasterxml.jackson.annotation.JsonProperty("Image") @Nullable
            String image) {}

    void create(Context ctx) {
        List<String> problems = new ArrayList<>();
        Container config = read(ctx, Container.class, problems);
        checkPresent("Name", config == null ? "" : config.name(), problems);
        checkPresent("Image", config == null ? "" : config.image(), problems);
        if (config == null || !problems.isEmpty()) {
            ContractAnswers.invalid(ctx, problems);
            return;
        }
        checkCaller(ctx);
        ContainerRequest request = admission.admit(requestOf(config));
        String replaced = config.id() == null ? "" : config.id().trim();
        if (!replaced.isEmpty()) {
            checkOwner(ctx, replaced);
        }
        fetch(ctx, request.spec());
        String id = engine.change(() -> replaced.isEmpty()
                ? createAndStart(ports.choose(request))
                : replacement.replace(
                        engine.host().inspect(replaced, DEADLINE), keepingIdentity(request, replaced), ports::choose));
        answerMade(ctx, id, request.name());
    }

    void operate(Context ctx) {
        List<String> problems = new ArrayList<>();
        Operation operation = read(ctx, Operation.class, problems);
        if (operation == null) {
            operation = new Operation("", "", "", "");
        }
        String action = text(operation.action()).trim().toLowerCase(Locale.ROOT);
        checkPresent("Action", action, problems);
        checkPresent("Container", operation.container(), problems);
        if (action.equals("rename")) {
            checkPresent("NewName", operation.newName(), problems);
        } else if (action.equals("upgrade")) {
            checkPresent("ImageTag", operation.imageTag(), problems);
        }
        if (!problems.isEmpty()) {
            ContractAnswers.invalid(ctx, problems);
            return;
        }
        checkCaller(ctx);
        checkOwner(ctx, text(operation.container()).trim());
        operate(ctx, action, operation);
    }

    void remove(Context ctx) {
        checkCaller(ctx);
        boolean force = Queries.flag(ctx, "force");
        String idOrName = ctx.pathParam("id");
        checkOwner(ctx, idOrName);
        engine.change(() -> {
            String id = engine.host().inspect(idOrName, DEADLINE).id(); // what is not there is told
            if (force) {
                engine.host().remove(id, DEADLINE);
            } else {
                engine.host().removeStopped(id, DEADLINE);
            }
        });
        ContractAnswers.empty(ctx);
    }

    void pull(Context ctx) {
        List<String> problems = new ArrayList<>();
        Pull pull = read(ctx, Pull.class, problems);
        String image = pull == null ? "" : text(pull.image()).trim();
        if (image.isEmpty()) {
            ContractAnswers.failure(
                    ctx, 400, problems.isEmpty() ? "Image name cannot be empty or null." : problems.get(0));
            return;
        }
        checkCaller(ctx);
        pulls.fetch(new AgentPull(image, true));
        ContractAnswers.empty(ctx);
    }

    private void operate(Context ctx, String action, Operation operation) {
        DockerHost host = engine.host();
        String id = text(operation.container()).trim();
        switch (action) {
            case "start" -> engine.change(() -> host.start(id, DEADLINE));
            case "stop" -> engine.change(() -> host.stop(id, GRACE, DEADLINE));
            case "restart" -> engine.change(() -> host.restart(id, GRACE, DEADLINE));
            case "kill" -> engine.change(() -> host.kill(id, DEADLINE));
            case "pause" -> engine.change(() -> host.pause(id, DEADLINE));
            case "unpause" -> engine.change(() -> host.unpause(id, DEADLINE));
            case "rename" ->
                engine.change(() -> host.rename(id, text(operation.newName()).trim(), DEADLINE));
            case "upgrade" -> {
                upgrade(ctx, id, text(operation.imageTag()).trim());
                return;
            }
            default -> {
                ContractAnswers.invalid(ctx, List.of("Action is invalid."));
                return;
            }
        }
        ContractAnswers.empty(ctx);
    }

    private void upgrade(Context ctx, String idOrName, String tag) {
        fetch(ctx, engine.ask(() -> upgraded(idOrName, tag)).spec());
        ContainerRequest[] made = new ContainerRequest[1];
        String id = engine.change(() -> {
            made[0] = upgraded(idOrName, tag); // once more: it may have been changed while its image was fetched
            ObservedContainer old = engine.host().inspect(idOrName, DEADLINE);
            return replacement.replace(old, made[0], request -> request);
        });
        answerMade(ctx, id, made[0].name());
    }

    private ContainerRequest upgraded(String idOrName, String tag) {
        ContainerRequest present = engine.host().recreation(idOrName, DEADLINE);
        String image = Replacement.withTag(present.spec().image(), tag);
        return admission.admit(new ContainerRequest(
                present.name(), present.spec().toBuilder().image(image).build(), present.ourLabels()));
    }

    /** It may take minutes, so it is none of the changes that are counted; a newer leader may have come meanwhile. */
    private void fetch(Context ctx, ContainerSpec spec) {
        PullPolicy policy = spec.runOptions().pullPolicy();
        if (policy != PullPolicy.NEVER) {
            pulls.fetch(new AgentPull(spec.image(), policy == PullPolicy.ALWAYS, policy == PullPolicy.OF_HOST));
            checkCaller(ctx);
        }
    }

    /** A container that is replaced stays the instance that it is; a caller cannot make one by its labels. */
    private ContainerRequest keepingIdentity(ContainerRequest request, String replaced) {
        Map<String, String> ours = engine.host().inspect(replaced, DEADLINE).ourLabels();
        return new ContainerRequest(request.name(), request.spec(), ours);
    }

    private String createAndStart(ContainerRequest request) {
        String id = engine.host().create(request, DEADLINE);
        try {
            engine.host().start(id, DEADLINE);
        } catch (EngineException e) {
            if (!e.isOutcomeUnknown()) {
                replacement.clear(id); // it would keep the name
            }
            throw e;
        }
        return id;
    }

    /** A center of ours is fenced here too; others do not say who they are. */
    private void checkCaller(Context ctx) {
        if (CallHeaders.hasFence(ctx)) {
            fencing.check(CallHeaders.fence(ctx)).ifPresent(error -> {
                throw new AgentErrorException(error);
            });
        }
    }

    /** A center of ours changes no more here than by its own protocol. */
    private void checkOwner(Context ctx, String idOrName) {
        if (CallHeaders.hasFence(ctx)) {
            Ownership.check(engine.ask(() -> engine.host().inspect(idOrName, DEADLINE)), CallHeaders.fence(ctx));
        }
    }

    /** Returns the body, or null with {@code problems} saying why there is none. */
    private <T> @Nullable T read(Context ctx, Class<T> type, List<String> problems) {
        JsonNode tree;
        try {
            tree = Requests.object(ctx.bodyAsBytes());
        } catch (IllegalArgumentException e) {
            problems.add(BAD_JSON);
            return null;
        }
        RequestFields.check(tree, admission.isOff());
        return Requests.as(tree, type);
    }

    private static ContainerRequest requestOf(Container config) {
        return new ContainerRequest(text(config.name()).trim(), config.toSpec(), Map.of());
    }

    private static void checkPresent(String field, @Nullable String value, List<String> problems) {
        if (text(value).isBlank()) {
            problems.add(field + " cannot be empty or null.");
        }
    }

    private static void answerMade(Context ctx, String id, String name) {
        ContractAnswers.write(
                ctx, ContractAnswers.object().put("Id", id).put("Name", name).set("Warnings", ContractAnswers.array()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
