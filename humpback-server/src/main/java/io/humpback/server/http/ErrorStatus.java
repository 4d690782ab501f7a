package io.humpback.server.http;

import io.humpback.core.ErrorCode;

/** The HTTP status of each kind of failure, in one place. Stateless. */
public final class ErrorStatus {
    private ErrorStatus() {}

    /** Returns the status for {@code code}. */
    public static int of(ErrorCode code) {
        return switch (code) {
            case INVALID -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case STALE -> 412;
            case ENGINE_REFUSED, ENGINE_UNREACHABLE -> 502;
            case ENGINE_TIMEOUT, OUTCOME_UNKNOWN -> 504;
            case NO_CAPACITY, STORE_UNAVAILABLE, NOT_LEADER -> 503;
            // An unknown outcome is no 503: "try again later" would do twice what may have been done.
            case STORE_UNKNOWN, CONFIGURATION, INTERNAL -> 500;
        };
    }
}
