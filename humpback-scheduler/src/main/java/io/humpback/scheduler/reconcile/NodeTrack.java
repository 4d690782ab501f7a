package io.humpback.scheduler.reconcile;

import io.humpback.core.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is believed of a node, as an immutable state machine without a clock. Its inputs are the node's announcement and
 * the answers to probes; {@link #state} follows from both:
 *
 * <pre>
 * last probes           announced, leased   announced, configured   announced no more
 * none yet              PENDING             PENDING                 PENDING
 * answered              HEALTHY             HEALTHY                 SUSPECT (and an alarm)
 * missed, fewer than 3  SUSPECT             SUSPECT                 SUSPECT
 * missed, 3 or more     UNREACHABLE         DOWN                    DOWN
 * engine dead, 3rd miss DOWN                DOWN                    DOWN
 * </pre>
 *
 * <p>So two signals make a death where there are two, and a node whose agent says itself that its engine is dead is the
 * one exception. A node that never answered stays PENDING until the third miss. A flap is each time that a node leaves
 * HEALTHY; {@value #FLAPS} of them within {@link #FLAP_WINDOW} make it unstable until it has been quiet for as long.
 *
 * @param registration how it is announced
 * @param answers whether the last probe was answered
 * @param misses how many probes in a row got no answer, at most {@value #TRIES}
 * @param engineDead whether the last probe was answered by an agent that says its engine is dead
 * @param heard whether any probe was ever answered
 * @param alarm whether it answered a probe that was begun while it was not announced
 * @param why the reason of the last miss
 * @param nextProbe when to probe again
 * @param missedSince when the first of {@link #misses} of its kind was noted; meaningless without any
 * @param flaps when it left HEALTHY, the newest last, at most {@value #FLAPS}
 * @param unstable whether it flapped too often and has not been quiet since
 */
public record NodeTrack(
        Registration registration,
        boolean answers,
        int misses,
        boolean engineDead,
        boolean heard,
        boolean alarm,
        String why,
        Instant nextProbe,
        Instant missedSince,
        List<Instant> flaps,
        boolean unstable) {
    /** How many probes in a row a node must miss to be out of reach. */
    public static final int TRIES = 3;
    /** How long a probe may take. */
    public static final Duration PROBE_DEADLINE = Duration.ofSeconds(3);
    /** How many flaps make a node unstable. */
    public static final int FLAPS = 20;
    /** Within which time flaps count together, and for how long an unstable node must be quiet. */
    public static final Duration FLAP_WINDOW = Duration.ofMinutes(10);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    /** A node that was lost just now is asked so often that no return of a second or two stays unseen. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Duration SOON_FOR = Duration.ofMinutes(2);
    private static final Duration LATER = Duration.ofSeconds(5);

    /** How a node is announced. */
    public enum Registration {
        /** Announced in a directory where announcements end by themselves. */
        LEASED,
        /** Named by configuration, which says nothing of its health. */
        CONFIGURED,
        /** Announced no more. */
        GONE
    }

    /** Copies {@code flaps}. */
    public NodeTrack {
        flaps = List.copyOf(flaps);
    }

    /** Returns the track of a node that was never probed. */
    public static NodeTrack fresh(Registration registration, Instant now) {
        return new NodeTrack(registration, false, 0, false, false, false, "", now, now, List.of(), false);
    }

    /** Returns what is believed of the node. */
    public NodeState state() {
        boolean gone = registration == Registration.GONE;
        if (answers) {
            return gone ? NodeState.SUSPECT : NodeState.HEALTHY;
        } else if (misses < TRIES) {
            return heard ? NodeState.SUSPECT : NodeState.PENDING;
        }
        return registration == Registration.LEASED && !engineDead ? NodeState.UNREACHABLE : NodeState.DOWN;
    }

    /** Returns since when there was no word of the node at all, {@link Instant#MAX} if there is. */
    public Instant silentSince() {
        return misses == 0 || engineDead ? Instant.MAX : missedSince;
    }

    /** Returns why the node is in its state, in words; empty if that needs none. */
    public String reason() {
        boolean gone = registration == Registration.GONE;
        if (answers && !gone) {
            return unstable ? "unstable: left the healthy state " + FLAPS + " times within 10 minutes" : "";
        } else if (answers) {
            return alarm ? "announced no more, but it answers" : "announced no more, being probed";
        } else if (misses == 0) {
            return "not probed yet";
        }
        return gone
                ? "announced no more, and: " + why
                : state() == NodeState.UNREACHABLE ? "announced, but out of reach: " + why : why;
    }

    /** Returns this track after the node was announced, or found to be announced no more. */
    public NodeTrack registered(Registration next, Instant now) {
        if (next == registration) {
            return this;
        }
        boolean probe = next == Registration.GONE || registration == Registration.GONE;
        NodeTrack track = new NodeTrack(
                next,
                answers,
                misses,
                engineDead,
                heard,
                false,
                why,
                probe ? earlier(nextProbe, now) : nextProbe,
                missedSince,
                flaps,
                unstable);
        return track.notingFlap(this, now);
    }

    /** Returns this track after an answer. */
    public NodeTrack answered(Instant now, Duration heartbeat) {
        boolean gone = registration == Registration.GONE;
        return new NodeTrack(registration, true, 0, false, true, gone, "", now.plus(heartbeat), now, flaps, unstable)
                .calmed(now);
    }

    /** Returns this track after a probe that got no answer for {@code reason}. */
    public NodeTrack missed(String reason, Instant now, Duration heartbeat) {
        return missed(reason, false, now, heartbeat);
    }

    /** Returns this track after the node's own agent has said that its engine is dead. */
    public NodeTrack engineDied(String reason, Instant now, Duration heartbeat) {
        return missed(reason, true, now, heartbeat);
    }

    private NodeTrack missed(String reason, boolean dead, Instant now, Duration heartbeat) {
        int count = Math.min(misses + 1, TRIES);
        Instant since = misses == 0 || dead != engineDead ? now : missedSince;
        Duration pause = BETWEEN_TRIES;
        if (count == TRIES) {
            pause = shorter(heartbeat, now.isBefore(since.plus(SOON_FOR)) ? SOON : LATER);
        }
        NodeTrack next = new NodeTrack(
                registration, false, count, dead, heard, false, reason, now.plus(pause), since, flaps, unstable);
        return next.notingFlap(this, now).calmed(now);
    }

    /** Returns this track with the next probe at once, because something else hints at trouble; one already missed has its pace. */
    public NodeTrack doubted(Instant now) {
        return answers && nextProbe.isAfter(now)
                ? new NodeTrack(
                        registration, answers, misses, engineDead, heard, alarm, why, now, missedSince, flaps, unstable)
                : this;
    }

    /**
     * Returns this track after nobody has looked for a while, as when the whole process was stopped: whether a node that
     * did not answer is still dead has to be found out anew, by as many probes.
     */
    public NodeTrack unwatched(Instant now) {
        return new NodeTrack(
                registration,
                answers,
                0,
                false,
                heard,
                alarm,
                why,
                earlier(nextProbe, now),
                missedSince,
                flaps,
                unstable);
    }

    private NodeTrack notingFlap(NodeTrack before, Instant now) {
        if (before.state() != NodeState.HEALTHY || state() == NodeState.HEALTHY) {
            return this;
        }
        List<Instant> noted = new ArrayList<>(flaps);
        noted.add(now);
        if (noted.size() > FLAPS) {
            noted.remove(0);
        }
        boolean often = noted.size() == FLAPS && !noted.get(0).isBefore(now.minus(FLAP_WINDOW));
        return withFlaps(noted, unstable || often);
    }

    private NodeTrack calmed(Instant now) {
        boolean quiet = flaps.isEmpty() || !flaps.get(flaps.size() - 1).isAfter(now.minus(FLAP_WINDOW));
        return unstable && quiet ? withFlaps(List.of(), false) : this;
    }

    private NodeTrack withFlaps(List<Instant> newFlaps, boolean newUnstable) {
        return new NodeTrack(
                registration,
                answers,
                misses,
                engineDead,
                heard,
                alarm,
                why,
                nextProbe,
                missedSince,
                newFlaps,
                newUnstable);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
