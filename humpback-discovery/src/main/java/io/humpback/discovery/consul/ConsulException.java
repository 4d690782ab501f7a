package io.humpback.discovery.consul;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.discovery.KeyValueException;
import org.jspecify.annotations.Nullable;

/** A call to Consul failed. The message is one line and holds no secret. */
final class ConsulException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is known of the call. */
    enum Kind {
        /** No connection came about, or nothing was sent on it: nothing was done. */
        UNREACHABLE,
        /** Consul said "not now", before it did anything. */
        NOT_NOW,
        /** Consul does not do such a thing, and did not. */
        REFUSED,
        /** The token may not do this, and it was not done. */
        FORBIDDEN,
        /** There was no answer, or none that can be understood: it may have been done, or may still be. */
        UNKNOWN
    }

    ConsulException(Kind kind, String message, @Nullable Throwable cause) {
        super(ErrorCode.STORE_UNAVAILABLE, message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Returns the message, which is never null. */
    String message() {
        return String.valueOf(getMessage());
    }

    /** Returns whether another host may do better. */
    boolean isOfTheHost() {
        return kind != Kind.REFUSED && kind != Kind.FORBIDDEN;
    }

    /** Returns what a read says of this: a read has no effect. */
    KeyValueException ofRead() {
        return KeyValueException.notDone(message(), this);
    }

    /** Returns what a write says of this. */
    KeyValueException ofWrite() {
        return kind == Kind.UNKNOWN
                ? KeyValueException.outcomeUnknown(message(), this)
                : KeyValueException.notDone(message(), this);
    }
}
