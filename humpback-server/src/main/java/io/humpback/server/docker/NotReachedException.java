package io.humpback.server.docker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request was not sent: nobody listens, or whoever waited for it has given up. */
final class NotReachedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotReachedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
