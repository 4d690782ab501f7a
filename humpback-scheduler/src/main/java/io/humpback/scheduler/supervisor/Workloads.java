package io.humpback.scheduler.supervisor;

import java.io.IOException;
import java.util.Collection;

/**
 * What runs on one node. Implement this for whatever can be listed, started and stopped, and a {@link Supervisor} keeps
 * it running.
 *
 * <p>Every call may block. It gets the time that the supervisor's settings allow and is then interrupted; until it
 * returns nothing more is asked of the same workload, and what it has done by then shows in the next list. Calls for
 * different workloads come from different threads and at the same time, a list beside them; calls for one workload
 * follow one another, and so do lists.
 *
 * <p>A call that throws, whatever it throws, has failed. A list that fails three times in a row means that the node is
 * dead.
 */
public interface Workloads {
    /**
     * Returns the ids of all workloads that run on this node now, as {@link #start} was given them, in any order. One
     * that is missing has ended and is started again. An id that is not one of this supervisor's is left alone.
     */
    Collection<String> list() throws IOException;

    /**
     * Starts a workload, which did not run when this was called. It is asked for again, with the same id, when it has
     * ended. If this throws, {@link #stop} is called before the workload is started anywhere else.
     */
    void start(Workload workload) throws IOException;

    /** Stops a workload and returns when it has ended. Does nothing if it does not run. */
    void stop(String id) throws IOException;
}
