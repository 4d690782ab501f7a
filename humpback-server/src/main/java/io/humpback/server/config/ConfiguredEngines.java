package io.humpback.server.config;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import java.util.ArrayList;
import java.util.Collection;
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
     * {@link #named} can tell it.
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

    /**
     * Returns {@code node} with what its engine says of itself, and with its name: the one it has, else the engine's
     * host name, with -2, -3 and so on behind it when that is taken. To get the same names at every start, settle them
     * in the order of {@link #nodes()}.
     *
     * @param taken names that other nodes have already; names given here to other engines count as taken too
     */
    public Node named(Node node, NodeFacts facts, Collection<String> taken) {
        Node known = node.withFacts(facts);
        if (!node.name().isEmpty()) {
            return known;
        }
        Set<String> unavailable = new HashSet<>();
        taken.forEach(name -> unavailable.add(folded(name)));
        addresses.forEach(engine -> unavailable.add(folded(engine.name())));
        String base = facts.hostName().isBlank() ? node.address() : facts.hostName();
        String name = base;
        for (int i = 2; unavailable.contains(folded(name)); i++) {
            name = base + "-" + i;
        }
        return known.withName(name);
    }

    private static String folded(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
