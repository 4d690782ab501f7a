package io.humpback.server.agent;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** An announcement failed. The message is one line for the operator. */
public final class AnnouncementException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final long newestStamp;

    /** What is to be done about it. */
    public enum Kind {
        /** Nobody answers, or only "not now": try again soon. */
        UNREACHABLE,
        /** The announcement was refused; it may be taken when something has changed there. */
        REFUSED,
        /** The token is wrong: somebody must act, here or there. */
        UNAUTHORIZED,
        /** A newer record of this agent is known: announce again with a higher stamp. */
        STALE
    }

    private AnnouncementException(Kind kind, String message, long newestStamp, @Nullable Throwable cause) {
        super(kind == Kind.UNREACHABLE ? ErrorCode.STORE_UNAVAILABLE : ErrorCode.CONFLICT, message, cause);
        this.kind = kind;
        this.newestStamp = newestStamp;
    }

    /** Returns the failure of a kind other than {@link Kind#STALE}. */
    public static AnnouncementException of(Kind kind, String message, @Nullable Throwable cause) {
        return new AnnouncementException(kind, message, 0, cause);
    }

    /** Returns the failure that a record with {@code newestStamp} is known. */
    public static AnnouncementException stale(String message, long newestStamp) {
        return new AnnouncementException(Kind.STALE, message, newestStamp, null);
    }

    /** Returns what is to be done about it. */
    public Kind kind() {
        return kind;
    }

    /** Returns the stamp of the newest record known, 0 unless this one was stale. */
    public long newestStamp() {
        return newestStamp;
    }
}
