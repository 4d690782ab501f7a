package io.humpback.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A process that is no container and holds a port. Not safe for use by several threads. */
public final class PortHolder implements AutoCloseable {
    private final Process process;

    private PortHolder(Process process) {
        this.process = process;
    }

    static PortHolder start(List<String> command) {
        try {
            return new PortHolder(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
