package io.humpback.server.simulated;

import io.humpback.core.Checks;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What goes wrong with some calls of a simulated engine. Immutable; a new one holds for every call until the engine is
 * healed.
 *
 * @param kind what happens
 * @param delay for how long, where the kind has a time
 * @param status the status of a failure
 * @param message the words of a failure
 * @param method the method of the calls it holds for, empty for any
 * @param path the paths it holds for, without the version in front
 * @param times how many calls it holds for, 1 or more
 */
public record Fault(Kind kind, Duration delay, int status, String message, String method, Pattern path, int times) {
    private static final Pattern ANY = Pattern.compile(".*");
    private static final String VERSION = "^/v1\\.\\d{1,3}";

    /** Kinds of faults. */
    public enum Kind {
        /** Done at once, answered late. */
        DELAYED_ANSWER,
        /** Done late, then answered. */
        LATE_EFFECT,
        /** Not done, answered with an error. */
        FAILURE,
        /** Done, the connection is cut instead of an answer. */
        LOST_ANSWER,
        /** Done, the answer never comes though the connection stays. */
        NO_ANSWER,
        /** Not done, the connection is cut. */
        LOST_CALL
    }

    /** Checks that {@code times} is 1 or more. */
    public Fault {
        Checks.checkRange("times", times, 1, Integer.MAX_VALUE);
    }

    /** Returns a fault by which a call is done at once and answered after {@code delay}. */
    public static Fault delayedAnswer(Duration delay) {
        return of(Kind.DELAYED_ANSWER, delay, 0, "");
    }

    /** Returns a fault by which a call is done only after {@code delay}, whether or not the client still waits. */
    public static Fault lateEffect(Duration delay) {
        return of(Kind.LATE_EFFECT, delay, 0, "");
    }

    /** Returns a fault by which a call is refused without any effect. */
    public static Fault failure(int status, String message) {
        return of(Kind.FAILURE, Duration.ZERO, status, message);
    }

    /** Returns a fault by which a call is done and its connection cut in place of an answer. */
    public static Fault lostAnswer() {
        return of(Kind.LOST_ANSWER, Duration.ZERO, 0, "");
    }

    /** Returns a fault by which a call is done and never answered. */
    public static Fault noAnswer() {
        return of(Kind.NO_ANSWER, Duration.ZERO, 0, "");
    }

    /** Returns a fault by which a call is not done and its connection cut. */
    public static Fault lostCall() {
        return of(Kind.LOST_CALL, Duration.ZERO, 0, "");
    }

    private static Fault of(Kind kind, Duration delay, int status, String message) {
        return new Fault(kind, delay, status, message, "", ANY, Integer.MAX_VALUE);
    }

    /** Returns this fault for calls of a method whose path matches a regular expression, such as {@code .*}{@code /start}. */
    public Fault on(String newMethod, String pathExpression) {
        return new Fault(kind, delay, status, message, newMethod, Pattern.compile(pathExpression), times);
    }

    /** Returns this fault for the next {@code count} calls. */
    public Fault times(int count) {
        return new Fault(kind, delay, status, message, method, path, count);
    }

    boolean holdsFor(HttpRequest request) {
        return (method.isEmpty() || method.equals(request.method()))
                && path.matcher(request.path().replaceFirst(VERSION, "")).matches();
    }
}
