package io.humpback.server.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.google.common.base.Splitter;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.LogConfig;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Platform;
import io.humpback.core.RestartPolicy;
import io.humpback.core.StopOnDisconnect;
import io.humpback.core.Ulimit;
import io.humpback.core.VolumeMount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns docker-java's answers into the core's nouns. What an engine leaves out is empty. */
final class DockerAnswers {
    private static final Splitter LABEL = Splitter.on('=').limit(2);

    private DockerAnswers() {}

    static NodeFacts facts(Info info) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : list(info.getLabels())) {
            List<String> parts = LABEL.splitToList(label);
            labels.put(parts.get(0), parts.size() > 1 ? parts.get(1) : "");
        }
        return new NodeFacts(
                text(info.getId()),
                text(info.getName()),
                (int) number(info.getNCPU()),
                number(info.getMemTotal()),
                new Platform(text(info.getOsType()), text(info.getArchitecture())),
                text(info.getDriver()),
                text(info.getKernelVersion()),
                text(info.getOperatingSystem()),
                text(info.getServerVersion()),
                labels);
    }

    /** Returns whether a list's entry is a container that some Humpback has made. */
    static boolean isOurs(Container entry) {
        return entry.getLabels() != null && entry.getLabels().containsKey(InstanceIdentity.CLUSTER_LABEL);
    }

    /** Returns a foreign container as a list shows it. */
    static ObservedContainer foreign(Container entry) {
        String[] names = entry.getNames();
        String name = names == null || names.length == 0 ? entry.getId() : withoutSlash(names[0]);
        Map<String, String> labels = entry.getLabels() == null ? Map.of() : entry.getLabels();
        ContainerSpec spec = ContainerSpec.builder(name, orElse(entry.getImage(), "<none>"))
                .ports(PublishedPorts.ofList(entry.getPorts()))
                .labels(labels)
                .build();
        return new ObservedContainer(
                entry.getId(), name, foreignState(text(entry.getState())), spec, text(entry.getCommand()), null);
    }

    /** Returns the signal by which a container wishes to be stopped, Docker's own where it has chosen none. */
    static String stopSignal(InspectContainerResponse answer) {
        Object chosen =
                answer.getRawValues().get("Config") instanceof Map<?, ?> config ? config.get("StopSignal") : null;
        return chosen == null || chosen.toString().isBlank() ? "SIGTERM" : chosen.toString();
    }

    /** Returns Docker's word for a container's state, as a list has it. */
    static String statusWord(ObservedContainer container) {
        return container.state().status().name().toLowerCase(Locale.ROOT);
    }

    /** Returns a container with all details. */
    static ObservedContainer details(InspectContainerResponse answer) throws IOException {
        ContainerConfig config = answer.getConfig();
        HostConfig host = answer.getHostConfig();
        if (config == null
                || host == null
                || answer.getState() == null
                || text(answer.getId()).isEmpty()) {
            throw new IOException("incomplete answer to inspect");
        }
        Map<String, String> labels = config.getLabels() == null ? Map.of() : config.getLabels();
        List<String> fullCommand = new ArrayList<>(List.of(text(answer.getPath())));
        fullCommand.addAll(list(answer.getArgs()));
        String name = withoutSlash(orElse(answer.getName(), answer.getId()));
        return new ObservedContainer(
                answer.getId(),
                name,
                state(answer.getState(), answer.getRestartCount()),
                spec(name, answer, config, host, labels),
                String.join(" ", fullCommand).trim(),
                InstanceIdentity.of(labels).orElse(null));
    }

    private static ContainerSpec spec(
            String name,
            InspectContainerResponse answer,
            ContainerConfig config,
            HostConfig host,
            Map<String, String> labels) {
        return ContainerSpec.builder(name, orElse(config.getImage(), orElse(answer.getImageId(), "<none>")))
                .command(command(list(config.getCmd()), labels))
                .hostName(text(config.getHostName()))
                .networkMode(text(host.getNetworkMode()))
                .env(list(config.getEnv()))
                .dns(list(host.getDns()))
                .extraHosts(list(host.getExtraHosts()))
                .links(map(host.getLinks(), link -> link.getName() + ":" + link.getAlias()))
                .ports(PublishedPorts.ofInspect(answer.getNetworkSettings(), host))
                .volumes(map(
                        host.getBinds(),
                        bind -> new VolumeMount(bind.getVolume().getPath(), bind.getPath())))
                .restartPolicy(restartPolicy(host.getRestartPolicy()))
                .cpuShares(number(host.getCpuShares()))
                .memoryBytes(number(host.getMemory()))
                .shmBytes(number(host.getShmSize()))
                .labels(
                        InstanceIdentity.of(labels).isPresent()
                                ? InstanceIdentity.withoutOurs(labels)
                                : labels) // whoever they are of, they must be seen
                .ulimits(map(
                        host.getUlimits(),
                        limit -> new Ulimit(limit.getName(), limit.getSoftLong(), limit.getHardLong())))
                .logConfig(logConfig(answer, host))
                .runOptions(ContainerRun.of(config, host))
                .stopOnDisconnect(StopOnDisconnect.of(labels))
                .build();
    }

    /** Of ours as it was asked for, so that it can be asked for again; of others as the contract has it, without quotes. */
    private static String command(List<String> words, Map<String, String> labels) {
        return InstanceIdentity.of(labels).isPresent() ? ShellWords.join(words) : String.join(" ", words);
    }

    private static ContainerState state(InspectContainerResponse.ContainerState state, @Nullable Integer restartCount)
            throws IOException {
        return new ContainerState(
                status(text(state.getStatus())),
                Boolean.TRUE.equals(state.getOOMKilled()),
                number(state.getPidLong()),
                state.getExitCodeLong() == null ? 0 : state.getExitCodeLong().intValue(),
                text(state.getError()),
                state.getHealth() == null ? "" : text(state.getHealth().getStatus()),
                orElse(state.getStartedAt(), ContainerState.NEVER),
                orElse(state.getFinishedAt(), ContainerState.NEVER),
                restartCount == null ? 0 : Math.max(0, restartCount));
    }

    private static ContainerState.Status status(String word) throws IOException {
        try {
            return ContainerState.Status.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IOException("unknown state of a container: " + word, e);
        }
    }

    /** A foreign container in a state that we do not know must not hide the others; it counts as one that runs. */
    private static ContainerState foreignState(String word) {
        try {
            return ContainerState.of(status(word));
        } catch (IOException e) {
            return ContainerState.of(ContainerState.Status.RUNNING);
        }
    }

    private static RestartPolicy restartPolicy(com.github.dockerjava.api.model.@Nullable RestartPolicy policy) {
        return policy == null
                ? RestartPolicy.DEFAULT
                : new RestartPolicy(text(policy.getName()), (int) number(policy.getMaximumRetryCount()));
    }

    /** The driver as the engine wrote it: docker-java's type drops those that it does not know. */
    private static LogConfig logConfig(InspectContainerResponse answer, HostConfig host) {
        if (host.getLogConfig() == null) {
            return LogConfig.DEFAULT;
        }
        Object driver = answer.getRawValues().get("HostConfig") instanceof Map<?, ?> rawHost
                        && rawHost.get("LogConfig") instanceof Map<?, ?> rawLog
                ? rawLog.get("Type")
                : null;
        Map<String, String> options = host.getLogConfig().getConfig();
        return new LogConfig(driver == null ? "" : driver.toString(), options == null ? Map.of() : options);
    }

    static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String orElse(@Nullable String text, String other) {
        return text == null || text.isBlank() ? other : text;
    }

    private static long number(@Nullable Number number) {
        return number == null ? 0 : Math.max(0, number.longValue());
    }

    private static List<String> list(String @Nullable [] array) {
        return array == null ? List.of() : List.of(array);
    }

    private static <F, T> List<T> map(F @Nullable [] array, Function<F, T> function) {
        return array == null
                ? List.of()
                : Arrays.stream(array).filter(Objects::nonNull).map(function).toList();
    }
}
