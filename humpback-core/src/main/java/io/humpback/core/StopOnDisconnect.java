package io.humpback.core;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The way to at most one instance: the agent of its host stops it once it has heard nothing of the cluster for long, and
 * only when that has surely happened is another one created. The time is a label of the container, so that the agent
 * knows it after a restart, and of nobody else. Stateless.
 */
public final class StopOnDisconnect {
    /** The label with the time, as Go writes durations. */
    public static final String LABEL = InstanceIdentity.LABEL_PREFIX + "stop-on-disconnect";
    /** The shortest time that can be asked for: below it, one lost announcement would stop an instance. */
    public static final Duration SHORTEST = Duration.ofSeconds(10);
    /** The longest time that can be asked for. */
    public static final Duration LONGEST = Duration.ofHours(1);
    /** How long a container that is told to stop may take before it is killed. */
    public static final Duration GRACE = Duration.ofSeconds(10);
    /**
     * How much later than the time itself all containers have surely ended, however many there are: the agent looks each
     * second, waits 5 s for a first word when it has just been started, and gives them their grace, all at once and less
     * of it where it began late. The rest is for killing what has not ended by itself.
     */
    public static final Duration MARGIN = Duration.ofSeconds(20);

    private StopOnDisconnect() {}

    /** Returns the label that says this time, none for zero. */
    public static Map<String, String> label(Duration time) {
        return time.isZero() ? Map.of() : Map.of(LABEL, GoDuration.format(time));
    }

    /** Returns the time that {@code labels} say; zero without one, and the shortest for one that makes no sense. */
    public static Duration of(Map<String, String> labels) {
        String text = labels.get(LABEL);
        return text == null ? Duration.ZERO : parse(text).orElse(SHORTEST);
    }

    private static Optional<Duration> parse(String text) {
        try {
            Duration time = GoDuration.parse(text);
            boolean within = time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0;
            return within ? Optional.of(time) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // nobody but a center of ours gives it: to stop too early is safe
        }
    }
}
