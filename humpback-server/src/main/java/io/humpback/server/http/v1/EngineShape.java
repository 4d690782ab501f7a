package io.humpback.server.http.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.Availability;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeState;
import io.humpback.scheduler.control.ClusterView.NodeView;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How the original writes a node, with its spelling of {@code StorageDirver}.
 *
 * @param memory in MB (2^20 bytes)
 * @param stateText {@code Healthy}, {@code Disconnected}, and where the original has no observed word for what we tell
 *     apart: {@code Pending} before the first probe, {@code Unhealthy} while a node is suspect
 */
@JsonPropertyOrder({
    "ID",
    "Name",
    "IP",
    "APIAddr",
    "Cpus",
    "Memory",
    "StorageDirver",
    "KernelVersion",
    "Architecture",
    "OperatingSystem",
    "OSType",
    "EngineLabels",
    "NodeLabels",
    "AppVersion",
    "DockerVersion",
    "AvailabilityText",
    "StateText"
})
record EngineShape(
        @JsonProperty("ID") String id,
        @JsonProperty("Name") String name,
        @JsonProperty("IP") String ip,
        @JsonProperty("APIAddr") String apiAddress,
        @JsonProperty("Cpus") int cpus,
        @JsonProperty("Memory") long memory,
        @JsonProperty("StorageDirver") String storageDriver,
        @JsonProperty("KernelVersion") String kernelVersion,
        @JsonProperty("Architecture") String architecture,
        @JsonProperty("OperatingSystem") String operatingSystem,
        @JsonProperty("OSType") String osType,
        @JsonProperty("EngineLabels") Map<String, String> engineLabels,
        @JsonProperty("NodeLabels") Map<String, String> nodeLabels,
        @JsonProperty("AppVersion") String appVersion,
        @JsonProperty("DockerVersion") String dockerVersion,
        @JsonProperty("AvailabilityText") String availabilityText,
        @JsonProperty("StateText") String stateText) {
    private static final String DISCONNECTED = "Disconnected";

    /** An agent's address is told as its record has it; where there is no agent, how the engine is reached. */
    private static final Pattern SCHEME = Pattern.compile("^https?://");

    static EngineShape of(NodeView view) {
        Node node = view.node();
        NodeFacts facts = node.facts();
        return new EngineShape(
                facts.engineId(),
                MetaShapes.serverName(node.name()),
                node.address(),
                SCHEME.matcher(node.endpoint()).replaceFirst(""),
                facts.cpus(),
                facts.memoryBytes() >> 20,
                facts.storageDriver(),
                facts.kernelVersion(),
                facts.platform().architecture(),
                facts.operatingSystem(),
                facts.platform().os(),
                facts.labels(),
                view.status().labels(),
                node.appVersion(),
                facts.engineVersion(),
                word(view.status().availability()),
                word(view.state()));
    }

    /** Returns the engine of a server that is not there. */
    static EngineShape absent(String name, String ip) {
        return new EngineShape(
                "", name, ip, "", 0, 0, "", "", "", "", "", Map.of(), Map.of(), "", "", "", DISCONNECTED);
    }

    private static String word(Availability availability) {
        return switch (availability) {
            case ACTIVE -> "Active";
            case PAUSED -> "Paused";
            case DRAINING -> "Draining";
        };
    }

    private static String word(NodeState state) {
        return switch (state) {
            case PENDING -> "Pending";
            case HEALTHY -> "Healthy";
            case SUSPECT -> "Unhealthy";
            case UNREACHABLE, DOWN -> DISCONNECTED;
        };
    }
}
