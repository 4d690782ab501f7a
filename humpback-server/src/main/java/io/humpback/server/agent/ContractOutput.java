package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.ByteStreams;
import io.humpback.server.docker.AgentStats;
import io.humpback.server.docker.ContainerOutput;
import io.humpback.server.docker.ContainerUse;
import io.humpback.server.docker.EngineQuery;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What containers print and use, among the contract's routes. Safe for use by several threads. */
final class ContractOutput implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int MAX_OUTPUT = 4 << 20;
    private static final double KILOBYTE = 1024;

    private final Engine engine;
    private final ProtocolStreams streams;
    private final AllAtOnce all = new AllAtOnce();

    ContractOutput(Engine engine, ProtocolStreams streams) {
        this.engine = engine;
        this.streams = streams;
    }

    /** Answers with lines as an array, which is written as they come and never kept as a whole. */
    void logs(Context ctx) {
        String id = ctx.pathParam("id");
        EngineQuery query = EngineQuery.logs(id, Queries.tail(ctx), Queries.since(ctx), false);
        boolean terminal = engine.ask(() -> engine.host().hasTerminal(id, DEADLINE));
        InputStream source = new ContainerOutput(engine.ask(() -> engine.host().open(query, DEADLINE)), terminal);
        streams.follow(ctx, ContractAnswers.TYPE, source, ContractOutput::copyLines);
    }

    private static void copyLines(LineStream stream, InputStream source) throws IOException, InterruptedException {
        JsonLines lines = new JsonLines(ByteStreams.limit(source, MAX_OUTPUT));
        try {
            byte[] piece = lines.next();
            while (piece.length > 0 && stream.offerWaiting(piece, ProtocolStreams.PATIENCE)) {
                piece = lines.next();
            }
        } catch (IOException e) {
            stream.cut(); // half an array is none
            throw e;
        }
    }

    void stats(Context ctx) {
        ContractAnswers.write(ctx, stats(ctx.pathParam("id"), DEADLINE));
    }

    void allStats(Context ctx) {
        JsonNode running = engine.ask(() -> engine.host().readTree(EngineQuery.containers(false), DEADLINE));
        List<String> ids = new ArrayList<>();
        running.forEach(entry -> ids.add(entry.path("Id").asText()));
        ArrayNode answers = ContractAnswers.array();
        answers.addAll(all.ask(ids, DEADLINE, this::stats));
        ContractAnswers.write(ctx, answers);
    }

    private ObjectNode stats(String id, Duration deadline) {
        JsonNode answer = engine.ask(() -> engine.host().readTree(EngineQuery.stats(id, false), deadline));
        AgentStats stats = ContainerUse.of(answer);
        double share = stats.memoryLimitBytes() == 0 ? 0 : 100.0 * stats.memoryBytes() / stats.memoryLimitBytes();
        String name = answer.path("name").asText();
        return ContractAnswers.object()
                .put("ContainerName", name.startsWith("/") ? name.substring(1) : name)
                .put("ContainerID", answer.path("id").asText(id))
                .put("CPUUsage", String.format(Locale.ROOT, "%.2f", stats.cpuPercent()))
                .put("MemoryUsage", (long) (stats.memoryBytes() / KILOBYTE))
                .put("MemoryLimit", (long) (stats.memoryLimitBytes() / KILOBYTE))
                .put("MemoryPercent", share)
                .put("NetworkIn", stats.networkInBytes())
                .put("NetowrkOut", stats.networkOutBytes()) // the original's spelling
                .put("IOBytesRead", stats.readBytes())
                .put("IOBytesWrite", stats.writtenBytes());
    }

    @Override
    public void close() {
        all.close();
    }
}
