package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import java.util.Map;
import java.util.Set;

/**
 * A node as filters and strategies see it. The view of a {@link ClusterState} is valid only during the call that it is
 * handed to, since it is a window and not a copy; that of a {@link ClusterSnapshot} stays valid and never changes. No
 * method allocates.
 */
public interface NodeView {
    /** Stands for a measured amount that was never measured. */
    long UNKNOWN = -1;

    /** Returns the node as it announced itself. */
    Node node();

    /** Returns the node's id. */
    default NodeId id() {
        return node().id();
    }

    /** Returns the node's health. */
    NodeState state();

    /** Returns what an operator wants of the node. */
    Availability availability();

    /** Returns the labels that operators gave to the node. */
    Map<String, String> labels();

    /** Returns what the node holds already, such as images. */
    Set<String> images();

    /** Returns the node's CPU in thousandths of a core. */
    long cpuMillis();

    /** Returns the node's memory in bytes. */
    long memoryBytes();

    /** Returns the node's units of the extended resource {@code name}. */
    long capacityOf(String name);

    /** Returns whether the node has no extended resources. */
    boolean hasNoExtended();

    /** Returns the CPU that is reserved on the node, in thousandths of a core. */
    long reservedCpuMillis();

    /** Returns the memory that is reserved on the node, in bytes. */
    long reservedMemoryBytes();

    /** Returns the units of the extended resource {@code name} that are reserved on the node. */
    long reservedOf(String name);

    /** Returns the CPU in use at the last heartbeat that told, in thousandths of a core, or {@link #UNKNOWN}. */
    long measuredCpuMillis();

    /** Returns the memory in use at the last heartbeat that told, in bytes, or {@link #UNKNOWN}. */
    long measuredMemoryBytes();

    /** Returns the number of all containers on the node, foreign ones too. */
    int containers();

    /** Returns the number of instances that are reserved on the node. */
    int instances();

    /** Returns how many instances may be reserved on the node. */
    int maxInstances();

    /** Returns the number of instances of {@code meta} on the node. */
    int instancesOf(MetaId meta);

    /** Returns whether the port of the host that {@code port} names is taken. */
    boolean holdsPort(PortMapping port);

    /** Returns the lowest port of {@code range} that is taken, or 0 if all are free. */
    int firstTaken(PortRange range);
}
