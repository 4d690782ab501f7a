package io.humpback.core.spi;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** A commit may or may not have been done. Load the state again before you decide anything. */
public final class StoreOutcomeUnknownException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final String commitId;

    /** Creates it for the commit with {@code commitId}. */
    public StoreOutcomeUnknownException(String commitId, @Nullable Throwable cause) {
        super(ErrorCode.STORE_UNKNOWN, "commit got no answer: commitId=" + commitId, cause);
        this.commitId = commitId;
    }

    /** Returns the commit's id; it was done if the head, or one before it, carries it. */
    public String commitId() {
        return commitId;
    }
}
