package io.humpback.server.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.server.docker.AgentError;
import io.javalin.http.Context;
import java.util.List;

/** Writes the answers of the contract's routes, byte for byte as the original did. Stateless. */
final class ContractAnswers {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** The type of what succeeds. */
    static final String TYPE = "application/json; charset=utf-8";

    private static final String ERROR = "application/json";
    private static final int FAILED = 500;

    private ContractAnswers() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static void write(Context ctx, Object value) {
        try {
            writeBytes(ctx, MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("answer cannot be written", e);
        }
    }

    /** Writes JSON that is ready, such as an engine's. */
    static void writeBytes(Context ctx, byte[] json) {
        ctx.status(200).contentType(TYPE).result(json);
    }

    static void empty(Context ctx) {
        ctx.status(200);
        ctx.res().setContentType(null);
    }

    /** A request that says too little is told of all that is missing, in a list. */
    static void invalid(Context ctx, List<String> problems) {
        ArrayNode detail = array();
        problems.forEach(detail::add);
        error(ctx, 400, object().put("Code", 400).set("Detail", detail));
    }

    static void failure(Context ctx, int status, String detail) {
        error(ctx, status, object().put("Code", status).put("Detail", detail));
    }

    /** The original answers 500 to whatever its engine refuses; what is not there is told as such. */
    static void failure(Context ctx, Throwable thrown, AgentError error) {
        if (thrown instanceof EngineRefusedException refused) {
            failure(ctx, refused.isNotFound() ? 404 : FAILED, "Error response from daemon: " + refused.reason());
            return;
        }
        if (error.code() == 401) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        failure(ctx, error.code(), error.reason());
    }

    private static void error(Context ctx, int status, Object body) {
        try {
            ctx.status(status).result(MAPPER.writeValueAsBytes(body));
            ctx.contentType(ERROR);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("error cannot be written", e);
        }
    }
}
