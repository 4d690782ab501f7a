package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import java.util.Map;

/**
 * A node as filters and strategies see it. Valid only during the call that it is handed to: it is a window on the
 * {@link ClusterState}, not a copy.
 */
public interface NodeView {
    /** Returns the node as it announced itself. */
    Node node();

    /** Returns the node's health. */
    NodeState state();

    /** Returns what an operator wants of the node. */
    Availability availability();

    /** Returns the labels that operators gave to the node. */
    Map<String, String> labels();

    /** Returns the node's CPU in thousandths of a core. */
    long cpuMillis();

    /** Returns the node's memory in bytes. */
    long memoryBytes();

    /** Returns the CPU that is reserved on the node, in thousandths of a core. */
    long reservedCpuMillis();

    /** Returns the memory that is reserved on the node, in bytes. */
    long reservedMemoryBytes();

    /** Returns the number of all containers on the node, foreign ones too. */
    int containers();

    /** Returns the number of instances of {@code meta} on the node. */
    int instancesOf(MetaId meta);

    /** Returns whether the port of the host that {@code port} names is taken. */
    boolean holdsPort(PortMapping port);
}
