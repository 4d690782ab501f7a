package io.humpback.server.agent;

import io.humpback.server.docker.AgentContainers;
import io.humpback.server.docker.AgentInfo;
import io.humpback.server.docker.AgentWire;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;

/** The questions of the agent's own protocol. Safe for use by several threads. */
final class ProtocolReads {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration HEALTH = Duration.ofSeconds(5);

    private final Engine engine;
    private final Fencing fencing;
    private final Pulses pulses;

    ProtocolReads(Engine engine, Fencing fencing, Pulses pulses) {
        this.engine = engine;
        this.fencing = fencing;
        this.pulses = pulses;
    }

    void addTo(RoutesConfig routes) {
        routes.get(AgentWire.ROOT + "/info", this::info);
        routes.get(AgentWire.ROOT + "/containers", this::list);
        routes.get(AgentWire.ROOT + "/containers/{id}", this::inspect);
    }

    private void info(Context ctx) {
        pulses.exchange(ctx);
        AgentInfo info = engine.info(CallHeaders.deadline(ctx, HEALTH));
        ProtocolAnswers.write(ctx, 200, info.obeying(fencing.highest().orElse(null)));
    }

    private void list(Context ctx) {
        Duration deadline = CallHeaders.deadline(ctx, DEADLINE);
        ProtocolAnswers.write(
                ctx, 200, new AgentContainers(engine.ask(() -> engine.host().list(deadline))));
    }

    private void inspect(Context ctx) {
        Duration deadline = CallHeaders.deadline(ctx, DEADLINE);
        String id = ctx.pathParam("id");
        ProtocolAnswers.write(ctx, 200, engine.ask(() -> engine.host().inspect(id, deadline)));
    }
}
