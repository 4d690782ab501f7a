package io.humpback.core.spi;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** The state store could not be read or written: nothing was changed. */
public final class StoreUnavailableException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    /** Creates it with what failed and the facts. */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(ErrorCode.STORE_UNAVAILABLE, message, cause);
    }
}
