package io.humpback.discovery;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/**
 * The stored state is damaged, or a newer program wrote it. Trying again does not help, and nothing was changed: to go
 * on without what cannot be read would mean to forget what was committed.
 */
public final class UnreadableStateException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final String key;

    /** Creates it for what stands under {@code key}, with a reason that holds nothing of its value. */
    public UnreadableStateException(String key, String reason, @Nullable Throwable cause) {
        super(ErrorCode.STORE_UNAVAILABLE, "stored state cannot be read: key=" + key + ", reason=" + reason, cause);
        this.key = key;
    }

    /** Returns the key of what cannot be read. */
    public String key() {
        return key;
    }
}
