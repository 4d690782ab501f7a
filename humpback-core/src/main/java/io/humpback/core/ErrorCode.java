package io.humpback.core;

/** The kinds of failures that callers tell apart; the HTTP layer maps each to a status in one place. */
public enum ErrorCode {
    /** The request makes no sense. */
    INVALID,
    /** What the request names does not exist. */
    NOT_FOUND,
    /** The request contradicts what exists. */
    CONFLICT,
    /** The request is based on an older version than the present one. */
    STALE,
    /** No node can take it. */
    NO_CAPACITY,
    /** An engine refused it: it was not done. */
    ENGINE_REFUSED,
    /** An engine could not be reached: it was not done. */
    ENGINE_UNREACHABLE,
    /** An engine did not answer in time: it may still be done. */
    ENGINE_TIMEOUT,
    /** The state store cannot be written: nothing was done. */
    STORE_UNAVAILABLE,
    /** It is not known whether the state store took it. */
    STORE_UNKNOWN,
    /** It was begun, and whoever asked cannot be told how it ends: it may be done. */
    OUTCOME_UNKNOWN,
    /** Another center leads. */
    NOT_LEADER,
    /** The configuration is wrong. */
    CONFIGURATION,
    /** A defect of ours. */
    INTERNAL
}
