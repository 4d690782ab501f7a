package io.humpback.scheduler.supervisor;

import io.humpback.core.Checks;
import io.humpback.core.ContainerSpec;

/**
 * One of several equal things that shall run: a process, a thread, a virtual machine, a job of another system. Immutable.
 *
 * @param id names it for good: nothing else ever gets the same one. Up to some hundred printable characters without
 *     white space. {@link Workloads#list} answers with it, so keep it with what was started
 * @param name {@code CLUSTER-<group>-<name>-<index>}; it stays when the workload moves to another node
 * @param index counts the equal ones, from 1 on, so it can choose a port, a shard or a seat
 * @param spec what was asked for, with {@code HUMPBACK_CLUSTER_…} added to its environment; what its fields mean is
 *     between whoever asks and whoever starts
 */
public record Workload(String id, String name, int index, ContainerSpec spec) {
    /** Checks that neither id nor name is blank and that the index is 1 or more. */
    public Workload {
        Checks.checkNotBlank("id", id);
        Checks.checkNotBlank("name", name);
        Checks.checkRange("index", index, 1, Integer.MAX_VALUE);
    }

    /** Returns the command of {@link #spec}, empty if it has none. */
    public String command() {
        return spec.command();
    }
}
