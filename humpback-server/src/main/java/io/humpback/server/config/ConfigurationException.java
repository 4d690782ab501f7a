package io.humpback.server.config;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** A configuration that cannot be used. The message is one line: where, what, and what was expected. */
public final class ConfigurationException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final String place;

    /**
     * Creates it.
     *
     * @param place where the value stands: {@code file:line:column}, the variable, the flag
     * @param problem what is wrong and what was expected, in lower case
     */
    public ConfigurationException(String place, String problem, @Nullable Throwable cause) {
        super(ErrorCode.CONFIGURATION, place + ": " + problem, cause);
        this.place = place;
    }

    /** Returns where the wrong value stands: {@code file:line:column}, the variable, the flag. */
    public String place() {
        return place;
    }
}
