package io.humpback.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the storm guard has settled for a group some of whose nodes are dead: whether its instances may leave them, and
 * which nodes they may leave already. A group without a dead node has none. Immutable.
 *
 * @param mode whether instances may move
 * @param reason why it is in its mode, empty if that needs no words
 * @param since when it came into its mode
 * @param calmSince during {@link Mode#FROZEN_PARTLY}, since when the backend has been healthy and no survivor out of
 *     reach; {@link #NEVER} while that is not so
 * @param countdownFrom when the last freeze ended: no countdown began earlier. {@link #NEVER} if there was none
 * @param lastSlot when the last node had its turn to be left, by which the next one's is reckoned; {@link #NEVER} before
 *     the first
 * @param released the dead nodes that had their turn, ordered: their instances may move
 */
public record GroupGuard(
        GroupId group,
        Mode mode,
        String reason,
        Instant since,
        Instant calmSince,
        Instant countdownFrom,
        Instant lastSlot,
        List<NodeId> released)
        implements Document {
    /** Stands for a moment that never was. */
    public static final Instant NEVER = Instant.EPOCH;

    /** Whether instances may leave dead nodes. */
    public enum Mode {
        /** One node at once, then one every 10 s. */
        OPEN(Duration.ofSeconds(10), false),
        /** Nothing moves: every node of the group is dead. Ends only with its cause or by an operator. */
        FROZEN_WHOLE(Duration.ZERO, true),
        /** Nothing moves: the state store or the node directory is or was not healthy. Ends as the one before. */
        FROZEN_BACKEND(Duration.ZERO, true),
        /** Nothing moves: too many nodes are dead. Ends with its cause, by an operator, or by itself after a while. */
        FROZEN_PARTLY(Duration.ZERO, true),
        /** A partial freeze ended by itself: one node at once, then one every 50 s. */
        THAWED(Duration.ofSeconds(50), false),
        /** An operator ended a freeze, and its cause is still there: as {@link #OPEN}. */
        OVERRIDDEN(Duration.ofSeconds(10), false);

        private final Duration interval;
        private final boolean frozen;

        Mode(Duration interval, boolean frozen) {
            this.interval = interval;
            this.frozen = frozen;
        }

        /** Returns how long after one node the next one has its turn. */
        public Duration interval() {
            return interval;
        }

        /** Returns whether nothing moves. */
        public boolean isFrozen() {
            return frozen;
        }
    }

    /** Copies {@code released} in order. */
    public GroupGuard {
        released = released.stream().sorted().distinct().toList();
    }

    /** Returns the state of a group for which nothing was settled. */
    public static GroupGuard open(GroupId group) {
        return new GroupGuard(group, Mode.OPEN, "", NEVER, NEVER, NEVER, NEVER, List.of());
    }

    /** Returns whether nothing moves. */
    public boolean isFrozen() {
        return mode.isFrozen();
    }

    /** Returns whether the group's instances may leave {@code node}. */
    public boolean mayLeave(NodeId node) {
        return !isFrozen() && released.contains(node);
    }

    /**
     * Returns this state in another mode. A freeze that begins takes every node's turn back; one that ends starts every
     * countdown in full.
     */
    public GroupGuard to(Mode newMode, String newReason, Instant now) {
        boolean ends = isFrozen() && !newMode.isFrozen();
        return new GroupGuard(
                group,
                newMode,
                newReason,
                now,
                newMode == Mode.FROZEN_PARTLY ? now : NEVER,
                ends ? now : countdownFrom,
                lastSlot,
                newMode.isFrozen() ? List.of() : released);
    }

    /** Returns this state, calm since then. */
    public GroupGuard calmSince(Instant newCalmSince) {
        return new GroupGuard(group, mode, reason, since, newCalmSince, countdownFrom, lastSlot, released);
    }

    /** Returns this state with other nodes that had their turn, the last of them at {@code slot}. */
    public GroupGuard released(List<NodeId> nodes, Instant slot) {
        return new GroupGuard(group, mode, reason, since, calmSince, countdownFrom, slot, nodes);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.GUARD, group.value());
    }
}
