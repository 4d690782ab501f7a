package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.LoggerConfig;
import io.humpback.server.config.LoggerConfig.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

final class LogSetupTest {
    private final LoggerContext context = new LoggerContext();

    @TempDir
    private Path directory;

    @BeforeEach
    void completeAsSlf4jDoes() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void setsTheLevel() {
        LogSetup.apply(new LoggerConfig("", Level.WARN, 1), context);

        Logger log = context.getLogger("io.humpback");
        assertThat(log.isWarnEnabled()).isTrue();
        assertThat(log.isInfoEnabled()).isFalse();
    }

    @Test
    void writesAFileInADirectoryThatItMakes() throws IOException {
        Path file = directory.resolve("logs/center.log");

        LogSetup.apply(new LoggerConfig(file.toString(), Level.INFO, 1_000_000), context);
        context.getLogger("io.humpback.Test").info("hello");

        assertThat(Files.readString(file)).contains("INFO").endsWith(" Test - hello\n");
    }

    @Test
    void beginsANewFileAtTheSizeGiven() {
        Path file = directory.resolve("center.log");
        LogSetup.apply(new LoggerConfig(file.toString(), Level.INFO, 1), context);
        Logger log = context.getLogger("io.humpback.Test");

        // The size is looked at once in a while only, by the clock.
        await().until(() -> {
            log.info("hello");
            return Files.exists(directory.resolve("center.log.1"));
        });
    }

    @Test
    void refusesAFileThatCannotBeWritten() {
        assertThatThrownBy(() -> LogSetup.apply(new LoggerConfig(directory.toString(), Level.INFO, 1), context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("log-file: " + directory + " cannot be written (expected: a path to a file)");
    }

    @Test
    void theProgramsLogbackFileHasNoErrorAndQuietsLibraries() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogSetup.class.getResource("logback.xml"));

        assertThat(context.getStatusManager().getCopyOfStatusList())
                .noneMatch(status -> status.getLevel() >= Status.WARN);
        assertThat(context.getLogger("com.github.dockerjava.core").isInfoEnabled())
                .isFalse();
        assertThat(context.getLogger("io.humpback").isInfoEnabled()).isTrue();
    }
}
