package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;

/** Reads what a container uses out of Docker's statistics. Stateless. */
public final class ContainerUse {
    private static final double PERCENT = 100;
    private static final Set<String> FILE_CACHE = Set.of("total_inactive_file", "inactive_file");

    private ContainerUse() {}

    /** Returns what {@code stats}, an answer of Docker's, says; what it leaves out is 0. */
    public static AgentStats of(JsonNode stats) {
        long received = 0;
        long sent = 0;
        for (JsonNode network : stats.path("networks")) {
            received += network.path("rx_bytes").asLong();
            sent += network.path("tx_bytes").asLong();
        }
        JsonNode memory = stats.path("memory_stats");
        return new AgentStats(
                cpuPercent(stats.path("cpu_stats"), stats.path("precpu_stats")),
                Math.max(0, memory.path("usage").asLong() - fileCache(memory.path("stats"))),
                memory.path("limit").asLong(),
                received,
                sent,
                moved(stats, "read"),
                moved(stats, "write"));
    }

    /** Docker's own formula: the share of the host's time since the measurement before, times the processors. */
    private static double cpuPercent(JsonNode now, JsonNode before) {
        double used = now.path("cpu_usage").path("total_usage").asDouble()
                - before.path("cpu_usage").path("total_usage").asDouble();
        double passed = now.path("system_cpu_usage").asDouble()
                - before.path("system_cpu_usage").asDouble();
        int cpus = now.path("online_cpus")
                .asInt(now.path("cpu_usage").path("percpu_usage").size());
        return used > 0 && passed > 0 ? used / passed * cpus * PERCENT : 0;
    }

    private static long fileCache(JsonNode details) {
        return FILE_CACHE.stream()
                .mapToLong(name -> details.path(name).asLong())
                .max()
                .orElse(0);
    }

    private static long moved(JsonNode stats, String direction) {
        long bytes = 0;
        for (JsonNode entry : stats.path("blkio_stats").path("io_service_bytes_recursive")) {
            if (entry.path("op").asText().toLowerCase(Locale.ROOT).equals(direction)) {
                bytes += entry.path("value").asLong();
            }
        }
        return bytes;
    }
}
