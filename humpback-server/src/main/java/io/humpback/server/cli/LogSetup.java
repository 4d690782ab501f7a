package io.humpback.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.LoggerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/** Puts the configured level and file in force. Stateless. */
final class LogSetup {
    /** The form of a line; {@code logback.xml} has the same for standard error. */
    static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0} - %msg%n";

    private static final int KEPT_FILES = 5;

    /** Writes to standard error past our log, at each failed try to reach a host. Kept, or the level would be forgotten. */
    private static final java.util.logging.Logger GRPC = java.util.logging.Logger.getLogger("io.grpc");

    private LogSetup() {}

    /** Sets the process's log up; leaves it alone if it is not Logback's. */
    static void apply(LoggerConfig config) {
        GRPC.setLevel(java.util.logging.Level.SEVERE);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(config, context);
        }
    }

    static void apply(LoggerConfig config, LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(config.level().name()));
        if (!config.file().isEmpty()) {
            checkWritable(Path.of(config.file()));
            root.addAppender(file(config, context));
        }
    }

    /** Logback would only note it where nobody looks. */
    private static void checkWritable(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new ConfigurationException("log-file", file + " cannot be written (expected: a path to a file)", e);
        }
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerConfig config, LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(config.file());
        appender.setEncoder(encoder);
        appender.setRollingPolicy(window(config, context, appender));
        appender.setTriggeringPolicy(size(config, context));
        appender.start();
        return appender;
    }

    private static FixedWindowRollingPolicy window(
            LoggerConfig config, LoggerContext context, RollingFileAppender<ILoggingEvent> appender) {
        FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(config.file() + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(KEPT_FILES);
        window.start();
        return window;
    }

    private static SizeBasedTriggeringPolicy<ILoggingEvent> size(LoggerConfig config, LoggerContext context) {
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(config.maxBytes()));
        size.setCheckIncrement(Duration.buildBySeconds(1)); // Logback's own minute lets a busy file grow far beyond
        size.start();
        return size;
    }
}
