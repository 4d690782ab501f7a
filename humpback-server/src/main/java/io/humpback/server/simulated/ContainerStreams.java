package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Answers what may take as long as a container lives: waiting, output, measured use. On the loop's thread only. */
final class ContainerStreams {
    private static final Duration STATS_INTERVAL = Duration.ofSeconds(1);
    private static final int HEADER_BYTES = 8;

    private final Host host;

    ContainerStreams(Host host) {
        this.host = host;
    }

    /** Returns whether the verb is one of those here; if so, it is or will be answered. */
    boolean handle(Exchange exchange, String method, String idOrName, String verb) {
        switch (method + " " + verb) {
            case "POST wait" -> awaitEnd(exchange, host.container(idOrName));
            case "GET logs" -> logs(exchange, host.container(idOrName));
            case "GET stats" -> stats(exchange, host.container(idOrName));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void awaitEnd(Exchange exchange, SimulatedContainer container) {
        Consumer<SimulatedContainer> answer = ended -> {
            ObjectNode body = Json.object().putNull("Error");
            exchange.answer(200, body.put("StatusCode", ended.exitCode));
        };
        boolean ends = container.status.isLive() || container.status == SimulatedContainer.Status.RESTARTING;
        if (ends || exchange.request().parameter("condition").equals("next-exit")) {
            container.waiters.add(answer);
            exchange.onGone(() -> container.waiters.remove(answer));
        } else {
            answer.accept(container);
        }
    }

    private static void logs(Exchange exchange, SimulatedContainer container) {
        HttpRequest request = exchange.request();
        if (!request.flag("stdout") && !request.flag("stderr")) {
            throw new Refusal(400, "Bad parameters: you must choose at least one stream");
        }
        exchange.openStream("application/vnd.docker.raw-stream");
        if (request.flag("stdout")) { // nothing here writes to the other one
            exchange.chunk(lines(container, request.parameter("tail")));
        }
        if (request.flag("follow") && container.status.isLive()) {
            Consumer<SimulatedContainer> end = ended -> exchange.endStream();
            container.waiters.add(end);
            exchange.onGone(() -> container.waiters.remove(end));
        } else {
            exchange.endStream();
        }
    }

    private static byte[] lines(SimulatedContainer container, String tail) {
        List<String> lines = container.output.toString().lines().toList();
        int wanted = tail.matches("\\d{1,9}") ? Integer.parseInt(tail) : lines.size();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : lines.subList(Math.max(0, lines.size() - wanted), lines.size())) {
            byte[] text = (line + (container.hasTty() ? "\r\n" : "\n")).getBytes(StandardCharsets.UTF_8);
            if (!container.hasTty()) { // one stream beside the other: each piece has a head
                bytes.writeBytes(ByteBuffer.allocate(HEADER_BYTES)
                        .put((byte) 1)
                        .putInt(HEADER_BYTES - Integer.BYTES, text.length)
                        .array());
            }
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }

    private void stats(Exchange exchange, SimulatedContainer container) {
        String stream = exchange.request().parameter("stream");
        if (List.of("0", "false", "no").contains(stream)) {
            exchange.answer(200, measured(container));
            return;
        }
        exchange.openStream("application/json");
        sendStats(exchange, container);
    }

    private void sendStats(Exchange exchange, SimulatedContainer container) {
        if (exchange.isEnded()) {
            return;
        }
        exchange.chunk(Json.bytes(measured(container)));
        host.loop.schedule(STATS_INTERVAL, () -> sendStats(exchange, container));
    }

    /** Made up, but plausible: a container uses a tenth of a processor and a quarter of its memory. */
    private ObjectNode measured(SimulatedContainer container) {
        boolean live = container.status.isLive();
        long ran = live ? System.nanoTime() - container.startedNanos : 0;
        long before = Math.max(0, ran - STATS_INTERVAL.toNanos());
        long limit = container.hostConfig.path("Memory").asLong();
        ObjectNode stats = Json.object()
                .put("read", live ? host.clock.instant().toString() : SimulatedContainer.NEVER)
                .put(
                        "preread",
                        live ? host.clock.instant().minus(STATS_INTERVAL).toString() : SimulatedContainer.NEVER);
        stats.putObject("pids_stats").put("current", live ? 1 : 0);
        stats.set("cpu_stats", cpu(ran));
        stats.set("precpu_stats", cpu(before));
        stats.putObject("memory_stats")
                .put("usage", live ? (limit > 0 ? limit : host.profile.memoryBytes()) / 4 : 0)
                .put("limit", limit > 0 ? limit : host.profile.memoryBytes());
        return stats.put("name", "/" + container.name).put("id", container.id);
    }

    private ObjectNode cpu(long ranNanos) {
        ObjectNode cpu = Json.object();
        long used = ranNanos / 10;
        long[] each = new long[host.profile.cpus()];
        each[0] = used;
        var usage = cpu.putObject("cpu_usage").put("total_usage", used).putArray("percpu_usage");
        Arrays.stream(each).forEach(usage::add);
        cpu.put("system_cpu_usage", ranNanos * host.profile.cpus()).put("online_cpus", host.profile.cpus());
        return cpu;
    }
}
