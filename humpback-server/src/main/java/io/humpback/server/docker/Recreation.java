package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.ContainerSpec;
import io.humpback.core.HealthCheck;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What would make a container anew: its own wishes without what its image has put among them. A container with settings
 * that a request of ours cannot carry is refused, since they would be lost without a word. Immutable.
 */
final class Recreation {
    private static final int CONFLICT = 409;

    /** Settings of Docker that our requests do not have; each is given up only where it says nothing. */
    private static final List<String> NOT_CARRIED = List.of(
            "Privileged",
            "CapAdd",
            "Devices",
            "DeviceRequests",
            "DeviceCgroupRules",
            "VolumesFrom",
            "SecurityOpt",
            "PidMode",
            "UTSMode",
            "UsernsMode",
            "Sysctls",
            "Tmpfs",
            "ReadonlyRootfs",
            "AutoRemove",
            "GroupAdd",
            "Mounts",
            "CpuQuota",
            "CpusetCpus");

    private final JsonNode container;
    private final JsonNode imageConfig;

    /** Creates it from the engine's answers. */
    Recreation(JsonNode container, JsonNode image) {
        this.container = container;
        this.imageConfig = image.path("Config");
    }

    /** Returns the request; {@code observed} is the same container. */
    ContainerRequest request(ObservedContainer observed) {
        List<String> lost = NOT_CARRIED.stream()
                .filter(name -> says(hostConfig().path(name)))
                .toList();
        if (!lost.isEmpty()) {
            throw new EngineRefusedException(
                    CONFLICT, "container " + observed.name() + " cannot be made anew, it would lose " + lost);
        }
        ContainerSpec spec = observed.spec().toBuilder()
                .command(command())
                .env(without(texts(config().path("Env")), texts(imageConfig.path("Env"))))
                .hostName(hostName(observed))
                .labels(labels(observed))
                .healthCheck(healthCheck(observed))
                .build();
        return new ContainerRequest(observed.name(), spec, observed.ourLabels());
    }

    private String command() {
        List<String> command = texts(config().path("Cmd"));
        return command.equals(texts(imageConfig.path("Cmd")))
                ? ""
                : command.stream().map(Recreation::quoted).collect(Collectors.joining(" "));
    }

    /** An engine gives a container without a name of its own the first twelve characters of its id. */
    private static String hostName(ObservedContainer observed) {
        String name = observed.spec().hostName();
        return observed.id().startsWith(name) ? "" : name;
    }

    private HealthCheck healthCheck(ObservedContainer observed) {
        return ContainerRun.without(
                observed.spec().runOptions().healthCheck(), ContainerRun.check(imageConfig.path("Healthcheck")));
    }

    private Map<String, String> labels(ObservedContainer observed) {
        JsonNode ofImage = imageConfig.path("Labels");
        return observed.spec().labels().entrySet().stream()
                .filter(label -> !ofImage.path(label.getKey()).asText("\0").equals(label.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private JsonNode config() {
        return container.path("Config");
    }

    private JsonNode hostConfig() {
        return container.path("HostConfig");
    }

    /** A setting says something unless it is absent, empty, zero or false. */
    private static boolean says(JsonNode value) {
        return value.isTextual()
                ? !value.asText().isEmpty()
                : value.isContainerNode() ? !value.isEmpty() : value.asBoolean();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static List<String> without(List<String> all, List<String> others) {
        Set<String> gone = new HashSet<>(others);
        return all.stream().filter(text -> !gone.contains(text)).toList();
    }
}
