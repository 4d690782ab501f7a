package io.humpback.server.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps what is logged as an error from its creation on, by whomever. */
public final class LoggedErrors implements AutoCloseable {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private LoggedErrors() {}

    /** Begins to listen. */
    public static LoggedErrors begin() {
        LoggedErrors errors = new LoggedErrors();
        errors.appender.start();
        ROOT.addAppender(errors.appender);
        return errors;
    }

    /** Returns the errors so far, in order, each with what was thrown. */
    public List<String> lines() {
        return List.copyOf(appender.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .map(LoggedErrors::line)
                .toList();
    }

    private static String line(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getFormattedMessage() + (thrown == null ? "" : ": " + thrown.getMessage());
    }

    @Override
    public void close() {
        ROOT.detachAppender(appender);
    }
}
