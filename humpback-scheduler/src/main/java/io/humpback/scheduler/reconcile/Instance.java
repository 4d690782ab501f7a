package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RestartPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An assignment beside what is observed of it.
 *
 * @param node the node it belongs on, null if that is not announced
 * @param container its container, null if none is seen
 * @param stoppedByHand whether an event told that somebody stopped it
 */
record Instance(
        Meta meta,
        Assignment assignment,
        @Nullable ObservedNode node,
        @Nullable ObservedContainer container,
        Presence presence,
        boolean stoppedByHand) {
    /** Whether the container exists. */
    enum Presence {
        /** It was seen. */
        PRESENT,
        /** A list that was begun after all calls for it had ended does not show it. */
        ABSENT,
        /** Nobody knows at the moment. */
        UNKNOWN
    }

    InstanceKey key() {
        return new InstanceKey(meta.id(), assignment.index());
    }

    /** Returns the configuration that it runs; that of its meta where its own is not known any more. */
    ContainerSpec spec() {
        long version = assignment.specVersion();
        return meta.knowsSpec(version) ? meta.specOf(version) : meta.spec();
    }

    String callKey() {
        return Effect.keyOf(key(), assignment.incarnation());
    }

    /** Whether its node is dead, or not announced at all. */
    boolean isNodeDown() {
        return node == null || node.state() == NodeState.DOWN;
    }

    /** Whether nothing can be said of it yet: its node has not been asked since this center began, or it came back. */
    boolean isUnseen() {
        return node != null && node.isUnseen();
    }

    /** Whether its node can be asked to do something. */
    boolean isNodeUsable() {
        return node != null && node.isUsable();
    }

    /** Whether it is as it is wanted. */
    boolean isSatisfied() {
        if (container == null || isRestartDue()) {
            return false;
        }
        ContainerState state = container.state();
        boolean ended = state.status() == Status.EXITED || state.status() == Status.DEAD;
        boolean fairEnd = ended && state.wasStarted() && isFair(state.exitCode());
        return switch (assignment.goal().state()) {
            case RUNNING -> state.status() == Status.RUNNING || state.status() == Status.RESTARTING || fairEnd;
            case STOPPED -> !state.isLive() && state.status() != Status.REMOVING;
            case PAUSED -> state.status() == Status.PAUSED || fairEnd;
        };
    }

    /** Whether its process was seen to exist, in whatever state it is wanted. */
    boolean isLive() {
        return container != null && container.state().isLive();
    }

    /**
     * Whether an end is one that the restart policy allows. Under {@code on-failure} an inspection cannot tell a process
     * that has done its work from one that a user stopped and that ended with 0 all the same: then Docker's own rule
     * holds, since to run a job twice does harm and a service that somebody stopped does not. An event can tell, so
     * where one was heard it is recovered.
     */
    private boolean isFair(int exitCode) {
        RestartPolicy policy = spec().restartPolicy();
        return policy.mayExit() || (policy.mayExitWith(exitCode) && !stoppedByHand);
    }

    /** Whether it is wanted to run and does not, for no reason of ours. */
    boolean isToBeStarted() {
        return verb() == Effect.Verb.START && !isRestartDue();
    }

    /** Whether it has ended though it is wanted to run, for no reason of ours. */
    boolean isCrashed() {
        return isToBeStarted() && container != null && container.state().wasStarted();
    }

    /** Whether a restart was asked for and the container has not been started since. */
    boolean isRestartDue() {
        return container != null
                && !assignment.restartFrom().isEmpty()
                && assignment.restartFrom().equals(container.state().startedAt());
    }

    /** Returns what brings an existing container into the wanted state, null if nothing needs to be done. */
    Effect.@Nullable Verb verb() {
        if (container == null || isSatisfied()) {
            return null;
        }
        Status status = container.state().status();
        if (status == Status.REMOVING) {
            return null;
        }
        boolean live = container.state().isLive();
        if (isRestartDue()) {
            return live ? Effect.Verb.RESTART : Effect.Verb.START;
        }
        return switch (assignment.goal().state()) {
            case RUNNING -> status == Status.PAUSED ? Effect.Verb.UNPAUSE : Effect.Verb.START;
            case STOPPED -> assignment.goal().kill() ? Effect.Verb.KILL : Effect.Verb.STOP;
            case PAUSED -> live ? Effect.Verb.PAUSE : Effect.Verb.START;
        };
    }

    /** Returns the container with its node, null if either is not known. */
    @Nullable
    HostedContainer hosted() {
        return node == null || container == null ? null : hosted(node, container);
    }

    static HostedContainer hosted(ObservedNode node, ObservedContainer container) {
        return new HostedContainer(
                node.node().id(), node.node().name(), node.node().address(), container);
    }
}
