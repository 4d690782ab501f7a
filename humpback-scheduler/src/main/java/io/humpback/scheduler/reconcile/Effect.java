package io.humpback.scheduler.reconcile;

import io.humpback.core.InstanceIdentity;
import io.humpback.core.NodeId;
import io.humpback.core.spi.ContainerRequest;

/**
 * A change to a node that follows from what is committed. Doing one twice does no more than doing it once. Immutable.
 */
public sealed interface Effect {
    /** Returns the node. */
    NodeId node();

    /** Returns the instance that it serves. */
    InstanceKey instance();

    /** Returns what no two effects under way may share: the incarnation of an instance, or the container. */
    String key();

    /**
     * Creates an instance's container and starts it, fetching the image where it is missing.
     *
     * @param start whether it is to be started at all
     */
    record Create(NodeId node, InstanceIdentity identity, ContainerRequest request, boolean start) implements Effect {
        @Override
        public InstanceKey instance() {
            return new InstanceKey(identity.metaId(), identity.index());
        }

        @Override
        public String key() {
            return keyOf(instance(), identity.incarnation());
        }
    }

    /** Brings an instance's container into the wanted state. */
    record Run(NodeId node, InstanceKey instance, long incarnation, String containerId, Verb verb) implements Effect {
        @Override
        public String key() {
            return keyOf(instance, incarnation);
        }
    }

    /** Removes a container that has no reason to exist any more. */
    record Remove(NodeId node, InstanceKey instance, String containerId, String reason) implements Effect {
        @Override
        public String key() {
            return keyOfContainer(containerId);
        }
    }

    /** Gives a container another name. */
    record Rename(NodeId node, InstanceKey instance, String containerId, String name) implements Effect {
        @Override
        public String key() {
            return keyOfContainer(containerId);
        }
    }

    /** What can be done to a container that exists. */
    enum Verb {
        /** Starts it. */
        START,
        /** Asks it to stop. */
        STOP,
        /** Stops and starts it. */
        RESTART,
        /** Ends it by a signal. */
        KILL,
        /** Freezes it. */
        PAUSE,
        /** Lets it go on. */
        UNPAUSE
    }

    /** Returns the key of effects on a container whatever it stands for. */
    static String keyOfContainer(String containerId) {
        return "container " + containerId;
    }

    /** Returns the key of effects on one incarnation of an instance. */
    static String keyOf(InstanceKey instance, long incarnation) {
        return "instance " + instance.meta() + "/" + instance.index() + "/" + incarnation;
    }
}
