package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node within a {@link ClusterState}. Not safe for use by several threads. */
final class NodeEntry implements NodeView {
    private final Node node;
    private final NodeState state;
    private final Availability availability;
    private final Map<String, String> labels;
    private final Resources capacity;
    private final Map<MetaId, Integer> instances = new HashMap<>();
    private final Set<Port> ports = new HashSet<>();
    private Resources reserved = Resources.NONE;
    private int containers;

    /** A port of the host. Addresses are not told apart: 0.0.0.0 contradicts every other, and hosts differ in the rest. */
    private record Port(String protocol, int number) {}

    NodeEntry(Node node, NodeState state, Availability availability, Map<String, String> labels, int containers) {
        this.node = node;
        this.state = state;
        this.availability = availability;
        this.labels = Map.copyOf(labels);
        this.capacity = node.facts().capacity();
        this.containers = containers;
    }

    void reserve(MetaId meta, Resources resources, List<PortMapping> fixedPorts) {
        reserved = reserved.plus(resources);
        instances.merge(meta, 1, Integer::sum);
        containers++;
        occupy(fixedPorts);
    }

    void occupy(Collection<PortMapping> taken) {
        for (PortMapping port : taken) {
            if (port.isFixed()) {
                ports.add(new Port(port.protocol(), port.hostPort()));
            }
        }
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public NodeState state() {
        return state;
    }

    @Override
    public Availability availability() {
        return availability;
    }

    @Override
    public Map<String, String> labels() {
        return labels;
    }

    @Override
    public long cpuMillis() {
        return capacity.cpuMillis();
    }

    @Override
    public long memoryBytes() {
        return capacity.memoryBytes();
    }

    @Override
    public long reservedCpuMillis() {
        return reserved.cpuMillis();
    }

    @Override
    public long reservedMemoryBytes() {
        return reserved.memoryBytes();
    }

    @Override
    public int containers() {
        return containers;
    }

    @Override
    public int instancesOf(MetaId meta) {
        return instances.getOrDefault(meta, 0);
    }

    @Override
    public boolean holdsPort(PortMapping port) {
        return ports.contains(new Port(port.protocol(), port.hostPort()));
    }
}
