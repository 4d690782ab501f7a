package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A container and its present state, on the loop's thread only; {@link ContainerLife} changes it. */
final class SimulatedContainer {
    static final String NEVER = "0001-01-01T00:00:00Z";

    final String id;
    final Instant created;
    final SimulatedImage image;
    final ObjectNode config;
    final ObjectNode hostConfig;
    final String path;
    final List<String> args;
    final Program program;
    final Map<String, Integer> boundPorts = new LinkedHashMap<>();
    final List<Consumer<SimulatedContainer>> waiters = new ArrayList<>();
    final StringBuilder output = new StringBuilder();
    String name;
    Status status = Status.CREATED;
    String error = "";
    String startedAt = NEVER;
    String finishedAt = NEVER;
    String health = "";
    int failedChecks;
    int exitCode;
    int pid;
    int restarts;
    int failuresInARow;
    boolean stoppedByHand;
    long startedNanos;
    EventLoop.@Nullable Timer next;
    EventLoop.@Nullable Timer nextCheck;

    /** Docker's words, as lists and inspections have them. */
    enum Status {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        EXITED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        boolean isLive() {
            return this == RUNNING || this == PAUSED;
        }
    }

    SimulatedContainer(
            String id, String name, Instant created, SimulatedImage image, ObjectNode config, ObjectNode hostConfig) {
        this.id = id;
        this.name = name;
        this.created = created;
        this.image = image;
        this.config = config;
        this.hostConfig = hostConfig;
        List<String> words = new ArrayList<>(Json.texts(config.path("Entrypoint")));
        words.addAll(Json.texts(config.path("Cmd")));
        this.path = words.isEmpty() ? "" : words.get(0);
        this.args = words.isEmpty() ? List.of() : List.copyOf(words.subList(1, words.size()));
        this.program = Program.of(words);
    }

    Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        config.path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    String networkMode() {
        return hostConfig.path("NetworkMode").asText("default");
    }

    /** Returns whether its ports can be published. */
    boolean isBridged() {
        String mode = networkMode();
        return !mode.equals("host") && !mode.equals("none") && !mode.startsWith("container:");
    }

    boolean hasTty() {
        return config.path("Tty").asBoolean();
    }

    /** Returns the check's words without {@code CMD}; empty if there is no check. */
    List<String> healthCheck() {
        List<String> test = Json.texts(config.path("Healthcheck").path("Test"));
        if (test.isEmpty() || test.get(0).equals("NONE")) {
            return List.of();
        }
        return test.get(0).equals("CMD-SHELL")
                ? List.of("sh", "-c", test.size() > 1 ? test.get(1) : "")
                : test.subList(1, test.size());
    }
}
