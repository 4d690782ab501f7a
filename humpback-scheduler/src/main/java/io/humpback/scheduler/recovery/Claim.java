package io.humpback.scheduler.recovery;

import io.humpback.core.ContainerState.Status;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Node;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RunGoal;
import io.humpback.core.RunState;
import java.util.Comparator;
import java.util.regex.Pattern;

/** A container that says it is an instance of ours. Immutable. */
record Claim(Node node, ObservedContainer container, InstanceIdentity identity) {
    /** What was taken away and waits for its remove delay is no instance any more. */
    private static final Pattern LEAVING = Pattern.compile(".*-[0-9a-f]{8}-expel");

    /** The strongest last: of several containers of one index the one that was made last is the instance. */
    static final Comparator<Claim> BY_STRENGTH = Comparator.comparingLong(
                    (Claim claim) -> claim.identity().incarnation())
            .thenComparing(claim -> claim.container().state().status() == Status.RUNNING)
            .thenComparing(claim -> claim.node().id(), Comparator.reverseOrder());

    boolean counts() {
        Status status = container.state().status();
        return status != Status.REMOVING
                && status != Status.DEAD
                && !LEAVING.matcher(container.name()).matches();
    }

    /**
     * Returns what was wanted of it, as far as it shows. The engine itself starts again what ends under these policies, so
     * what has ended there was stopped, and a stop stays a stop.
     */
    RunGoal goal() {
        Status status = container.state().status();
        String policy = container.spec().restartPolicy().name();
        boolean stopped = status == Status.EXITED && (policy.equals("always") || policy.equals("unless-stopped"));
        if (stopped) {
            return RunGoal.RUNNING.to(RunState.STOPPED);
        }
        return status == Status.PAUSED ? RunGoal.RUNNING.to(RunState.PAUSED) : RunGoal.RUNNING;
    }

    boolean contradicts(Claim other) {
        return identity.incarnation() == other.identity().incarnation()
                && !container.id().equals(other.container().id());
    }
}
