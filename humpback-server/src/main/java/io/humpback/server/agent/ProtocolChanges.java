package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.Fence;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.server.docker.AgentCreated;
import io.humpback.server.docker.AgentGrace;
import io.humpback.server.docker.AgentRename;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerHost;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;

/**
 * The changes of the agent's own protocol: each from the newest leader of this host's cluster, to a container of this
 * cluster, as far as the host's policy admits it. Safe for use by several threads.
 */
final class ProtocolChanges {
    private static final String CONTAINER = AgentWire.ROOT + "/containers/{id}";
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Engine engine;
    private final Fencing fencing;
    private final Admission admission;
    private final PortChoice ports;

    ProtocolChanges(Engine engine, Fencing fencing, Admission admission, PortChoice ports) {
        this.engine = engine;
        this.fencing = fencing;
        this.admission = admission;
        this.ports = ports;
    }

    void addTo(RoutesConfig routes) {
        routes.post(AgentWire.ROOT + "/containers", this::create);
        routes.post(CONTAINER + "/start", ctx -> change(ctx, DockerHost::start));
        routes.post(CONTAINER + "/kill", ctx -> change(ctx, DockerHost::kill));
        routes.post(CONTAINER + "/pause", ctx -> change(ctx, DockerHost::pause));
        routes.post(CONTAINER + "/unpause", ctx -> change(ctx, DockerHost::unpause));
        routes.post(CONTAINER + "/stop", ctx -> {
            Duration grace = grace(ctx);
            change(ctx, (host, id, deadline) -> host.stop(id, grace, deadline));
        });
        routes.post(CONTAINER + "/restart", ctx -> {
            Duration grace = grace(ctx);
            change(ctx, (host, id, deadline) -> host.restart(id, grace, deadline));
        });
        routes.post(CONTAINER + "/rename", ctx -> {
            String name = AgentWire.decode(ctx.bodyAsBytes(), AgentRename.class).name();
            change(ctx, (host, id, deadline) -> host.rename(id, name, deadline));
        });
        routes.delete(CONTAINER, this::remove);
    }

    /** One change of one container. */
    @FunctionalInterface
    private interface Change {
        void make(DockerHost host, String id, Duration deadline);
    }

    /** Throws {@link AgentErrorException} unless the caller is whom this host obeys; its epoch is kept then. */
    Fence admitCaller(Context ctx) {
        Fence caller = CallHeaders.fence(ctx);
        pass(caller);
        return caller;
    }

    private void pass(Fence caller) {
        fencing.check(caller).ifPresent(error -> {
            throw new AgentErrorException(error);
        });
    }

    private void create(Context ctx) {
        JsonNode tree = Requests.object(ctx.bodyAsBytes());
        RequestFields.check(tree, admission.isOff());
        ContainerRequest request = AgentWire.decode(ctx.bodyAsBytes(), ContainerRequest.class);
        Duration deadline = CallHeaders.deadline(ctx, DEADLINE);
        Fence caller = admitCaller(ctx);
        Ownership.check(request, caller);
        ContainerRequest admitted = admission.admit(request);
        String id = engine.change(() -> {
            ContainerRequest complete = ports.choose(admitted);
            pass(caller); // a newer leader may have come while ports were looked for
            return engine.host().create(complete, deadline);
        });
        ProtocolAnswers.write(ctx, 201, new AgentCreated(id));
    }

    private void change(Context ctx, Change change) {
        Duration deadline = CallHeaders.deadline(ctx, DEADLINE);
        Fence caller = admitCaller(ctx);
        String idOrName = ctx.pathParam("id");
        engine.change(() -> {
            ObservedContainer container = engine.host().inspect(idOrName, deadline);
            Ownership.check(container, caller);
            pass(caller); // as above
            change.make(engine.host(), container.id(), deadline);
        });
        ProtocolAnswers.done(ctx);
    }

    private void remove(Context ctx) {
        try {
            change(ctx, DockerHost::remove);
        } catch (EngineRefusedException e) {
            if (!e.isNotFound()) { // what is gone is as asked
                throw e;
            }
            ProtocolAnswers.done(ctx);
        }
    }

    private static Duration grace(Context ctx) {
        return Duration.ofMillis(
                AgentWire.decode(ctx.bodyAsBytes(), AgentGrace.class).graceMillis());
    }
}
