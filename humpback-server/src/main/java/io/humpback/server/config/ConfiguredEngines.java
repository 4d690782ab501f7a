package io.humpback.server.config;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The engines that configuration names, and how they become nodes. Names are compared without case. Immutable.
 *
 * @param addresses in the order given; no URI and no given name occurs twice
 */
public record ConfiguredEngines(List<EngineAddress> addresses) {
    /** No engine at all. */
    public static final ConfiguredEngines NONE = new ConfiguredEngines(List.of());

    /** Copies the addresses and checks that no URI and no given name occurs twice. */
    public ConfiguredEngines {
        addresses = List.copyOf(addresses);
        Set<NodeId> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (EngineAddress engine : addresses) {
            if (!ids.add(engine.nodeId())) {
                throw new IllegalArgumentException("engine: " + engine.uri() + " is given twice (expected: once)");
            }
            if (!engine.name().isEmpty() && !names.add(folded(engine.name()))) {
                throw new IllegalArgumentException(
                        "engine name: " + engine.name() + " is given twice (expected: a name of its own for each)");
            }
        }
    }

    /** Returns the engines with {@code engine} behind them. */
    public ConfiguredEngines plus(EngineAddress engine) {
        List<EngineAddress> all = new ArrayList<>(addresses);
        all.add(engine);
        return new ConfiguredEngines(all);
    }

    /**
     * Returns the nodes in the order given, without facts; the name of a node that was given none is empty until
     * its engine has said the host's: the control loop names it then.
     */
    public List<Node> nodes() {
        return addresses.stream()
                .map(engine -> new Node(
                        engine.nodeId(),
                        engine.name(),
                        engine.address(),
                        engine.uri().toString(),
                        NodeFacts.UNKNOWN,
                        ""))
                .toList();
    }

    private static String folded(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
