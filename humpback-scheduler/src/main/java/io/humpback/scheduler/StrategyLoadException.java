package io.humpback.scheduler;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** The strategies of a plugin directory could not be loaded. */
public final class StrategyLoadException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final String directory;

    StrategyLoadException(String reason, String directory, @Nullable Throwable cause) {
        super(ErrorCode.CONFIGURATION, "strategies could not be loaded: " + reason + ", directory=" + directory, cause);
        this.directory = directory;
    }

    /** Returns the plugin directory. */
    public String directory() {
        return directory;
    }
}
