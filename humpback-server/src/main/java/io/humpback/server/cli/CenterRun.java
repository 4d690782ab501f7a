package io.humpback.server.cli;

import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ListenAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a center from its start to its end. For one run at a time. */
final class CenterRun {
    private static final Logger log = LoggerFactory.getLogger(CenterRun.class);

    private final Surroundings surroundings;
    private final CenterStarter starter;

    CenterRun(Surroundings surroundings, CenterStarter starter) {
        this.surroundings = surroundings;
        this.starter = starter;
    }

    /** Starts a center, calls {@code whenUp}, and returns the exit code when the center has ended. */
    int run(CenterConfig config, Consumer<RunningCenter> whenUp) {
        surroundings.logging().accept(config.logger());
        // The center first: only who holds the data may replace another one's process id.
        try (RunningCenter center = starter.start(config);
                PidFile pidFile = writePidFile(config)) {
            if (pidFile != null) {
                surroundings.atShutdown().accept(pidFile::close);
            }
            // On a signal the virtual machine waits for this, then ends with the signal's own exit code.
            surroundings.atShutdown().accept(center::close);
            warnIfOpen(config);
            whenUp.accept(center);
            center.await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HumpbackCommandLine.FAILED;
        }
    }

    private static @Nullable PidFile writePidFile(CenterConfig config) {
        return config.pidFile().isEmpty()
                ? null
                : PidFile.write(
                        Path.of(config.pidFile()), ProcessHandle.current().pid());
    }

    private static void warnIfOpen(CenterConfig config) {
        for (ListenAddress address : config.api().hosts()) {
            if (!address.isLoopback()) {
                log.warn(
                        "the API is open to others without a token: listen={}. Whoever reaches it can run containers;"
                                + " listen on 127.0.0.1 or let only known hosts through",
                        address);
            }
        }
    }
}
