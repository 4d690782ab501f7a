package io.humpback.server.agent;

import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentWire;
import io.javalin.http.Context;

/** Writes the answers of the agent's own protocol. Stateless. */
final class ProtocolAnswers {
    private ProtocolAnswers() {}

    static void write(Context ctx, int status, Object value) {
        ctx.status(status).contentType(AgentWire.JSON).result(AgentWire.encodeBytes(value));
    }

    static void write(Context ctx, AgentError error) {
        ctx.header(AgentWire.OUTCOME_HEADER, error.outcome().word());
        if (error.code() == 401) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        write(ctx, error.code(), error);
    }

    static void done(Context ctx) {
        ctx.status(204);
    }
}
