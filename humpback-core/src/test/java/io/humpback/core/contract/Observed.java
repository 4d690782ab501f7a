package io.humpback.core.contract;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.HostedContainer;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import java.util.Locale;
import java.util.Objects;

/** Turns the original's containers into what our engines would have reported of them. */
final class Observed {
    private Observed() {}

    static HostedContainer hosted(HookContainer hosted) {
        return new HostedContainer(NodeId.of(hosted.name()), hosted.name(), hosted.ip(), container(hosted.container()));
    }

    static ObservedContainer container(Container container) {
        ContainerSpec spec = container.toSpec().toBuilder()
                .command(Objects.requireNonNull(container.commandWithoutEntryPoint()))
                .build();
        return new ObservedContainer(
                Objects.requireNonNull(container.id()),
                spec.name(),
                state(Objects.requireNonNull(container.status())),
                spec,
                Objects.requireNonNull(container.command()),
                null);
    }

    private static ContainerState state(ContainerStatus status) {
        return new ContainerState(
                ContainerState.Status.valueOf(status.status().toUpperCase(Locale.ROOT)),
                status.oomKilled(),
                status.pid(),
                status.exitCode(),
                status.error(),
                "",
                status.startedAt(),
                status.finishedAt());
    }
}
