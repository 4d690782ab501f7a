package io.humpback.server.agent;

import io.humpback.core.ContainerState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.EngineException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which ports of a host its containers have, or will have when they are started. A list does not show the ports of
 * a container that does not run: those of strangers are asked for one by one, each once, since a container's ports are
 * what they were when it was created. Not for use by several threads at a time.
 */
final class PortsInUse implements Supplier<Set<Integer>> {
    private static final Logger log = LoggerFactory.getLogger(PortsInUse.class);
    private static final Duration LIST = Duration.ofSeconds(10);
    private static final Duration INSPECT = Duration.ofSeconds(2);

    private final Function<Duration, List<ObservedContainer>> list;
    private final BiFunction<String, Duration, ObservedContainer> inspect;
    private final Map<String, Set<Integer>> ofStrangers = new HashMap<>();

    /** Creates it with what lists containers, and what tells all of one. */
    PortsInUse(
            Function<Duration, List<ObservedContainer>> list, BiFunction<String, Duration, ObservedContainer> inspect) {
        this.list = list;
        this.inspect = inspect;
    }

    @Override
    public Set<Integer> get() {
        List<ObservedContainer> containers = list.apply(LIST);
        ofStrangers
                .keySet()
                .retainAll(containers.stream().map(ObservedContainer::id).collect(Collectors.toSet()));
        Set<Integer> ports = new HashSet<>();
        for (ObservedContainer container : containers) {
            ports.addAll(isListedInFull(container) ? portsOf(container) : portsOfStranger(container.id()));
        }
        return ports;
    }

    private static boolean isListedInFull(ObservedContainer container) {
        return container.findIdentity().isPresent()
                || container.state().status() == ContainerState.Status.RUNNING
                || !container.spec().ports().isEmpty();
    }

    /** What cannot be asked, such as a container that its engine is stuck with, keeps nobody from having a port. */
    private Set<Integer> portsOfStranger(String id) {
        Set<Integer> known = ofStrangers.get(id);
        if (known != null) {
            return known;
        }
        try {
            Set<Integer> ports = portsOf(inspect.apply(id, INSPECT));
            ofStrangers.put(id, ports);
            return ports;
        } catch (EngineException e) {
            log.debug("ports not known: container={}", id, e);
            return Set.of();
        }
    }

    private static Set<Integer> portsOf(ObservedContainer container) {
        return container.spec().ports().stream().map(PortMapping::hostPort).collect(Collectors.toSet());
    }
}
