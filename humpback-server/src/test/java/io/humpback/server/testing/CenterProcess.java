package io.humpback.server.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program itself in a process of its own. It can be killed. Not safe for use by several threads. */
public final class CenterProcess implements AutoCloseable {
    private static final String ADDRESS = "(?:is up: |uri=)(http://\\S+)";

    private final HumpbackJar program;
    private final URI uri;

    private CenterProcess(HumpbackJar program) {
        this.program = program;
        this.uri = awaitAddress();
    }

    /**
     * Starts the program and waits until it serves its API.
     *
     * @param log takes what the program prints
     * @param environment what it finds in its environment beside what we have in ours
     */
    public static CenterProcess start(Path log, Map<String, String> environment, String... arguments) {
        return new CenterProcess(HumpbackJar.startClasses(log, List.of(), environment, List.of(arguments)));
    }

    private URI awaitAddress() {
        try {
            return URI.create(program.awaitPrinted(ADDRESS).group(1));
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    /** Returns a client of its API. */
    public CenterClient client() {
        return new CenterClient(uri);
    }

    /** Returns what it has printed. */
    public String printed() {
        return program.printed();
    }

    /** Returns whether it runs. */
    public boolean isAlive() {
        return program.isAlive();
    }

    /** Returns whether it leads, as far as it knows itself. */
    public boolean leads() {
        String printed = printed();
        return isAlive() && printed.lastIndexOf("took the lead") > printed.lastIndexOf("the lead ends: reason=");
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        program.kill();
    }

    /** Asks it to end, as Ctrl-C does, and waits for that. */
    @Override
    public void close() {
        program.close();
    }
}
