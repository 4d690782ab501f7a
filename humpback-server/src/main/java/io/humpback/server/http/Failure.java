package io.humpback.server.http;

import io.humpback.core.HumpbackException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller is told of a failure. Immutable.
 *
 * @param status the HTTP status
 * @param message never holds a stack trace or the text of an exception that is not ours
 */
public record Failure(int status, String message) {
    /** After how many seconds a caller may try again what was refused with 503. */
    public static final String RETRY_AFTER_SECONDS = "5";

    private static final Logger log = LoggerFactory.getLogger(Failure.class);

    /** Returns what to tell of {@code thrown}. A defect is logged here and told without details. */
    public static Failure of(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof RequestRefusedException refused) {
            return new Failure(refused.status(), refused.getMessage());
        }
        if (cause instanceof HumpbackException known) {
            return new Failure(ErrorStatus.of(known.code()), String.valueOf(known.getMessage()));
        }
        log.error("request failed by a defect", cause);
        return new Failure(500, "internal error");
    }

    /** Returns the failure itself, without what futures wrap around it. */
    public static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
