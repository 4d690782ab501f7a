/**
 * Keeps anything running that can be listed, started and stopped, on any number of nodes: the control loop with all that
 * it needs, in one object. Start with {@link io.humpback.scheduler.supervisor.Supervisor}; write
 * {@link io.humpback.scheduler.supervisor.Workloads}. The parts serve by themselves too, for a loop wired by hand:
 * {@link io.humpback.scheduler.supervisor.WorkloadsEngine},
 * {@link io.humpback.scheduler.supervisor.InMemoryStateStore} and
 * {@link io.humpback.scheduler.supervisor.InMemoryNodeDirectory}.
 */
@NullMarked
package io.humpback.scheduler.supervisor;

import org.jspecify.annotations.NullMarked;
