package io.humpback.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A host: an engine, and an agent of it in a process of its own, which can be killed and started again; always at the
 * same address, as on a real host. Not safe for use by several threads.
 */
public final class AgentHost implements AutoCloseable {
    private static final int HEARTBEAT_SECONDS = 1;
    private static final int TRIES = 100;
    private static final int FIRST_PORT = 20_000;
    private static final int FIRST_GIVEN_OUT = 32_768;

    /** How long an announcement outlasts its last renewal: short, but longer than a pause of the virtual machine. */
    public static final int TTL_SECONDS = 6;

    private final String name;
    private final String engine;
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final int port = freePort();
    private boolean fromJar;
    private @Nullable HumpbackJar agent;
    private int starts;

    /**
     * Creates it; nothing runs.
     *
     * @param engine the engine's endpoint
     * @param directory where the agent keeps its key and its logs
     */
    public AgentHost(String name, String engine, Path directory) {
        this.name = name;
        this.engine = engine;
        this.directory = directory;
        environment.put("DOCKER_CLUSTER_HEARTBEAT", HEARTBEAT_SECONDS + "s");
        environment.put("DOCKER_CLUSTER_TTL", TTL_SECONDS + "s");
    }

    /**
     * Returns a port that nobody listens at now, and which no connection is given by chance before it is used: it lies below
     * those that Linux gives out by itself.
     */
    public static int freePort() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_GIVEN_OUT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody listens there: another one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port found");
    }

    /** Lets the next start be that of the runnable jar rather than of the classes under test. */
    public AgentHost fromJar() {
        fromJar = true;
        return this;
    }

    /** Lets the agent find this in its environment from its next start on. */
    public AgentHost with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Starts the agent, to join {@code center}, and returns when it listens. */
    public void start(URI center) {
        with(Map.of("HUMPBACK_JOIN", center.toString()));
        start();
    }

    /** Starts the agent, to announce itself in {@code backend}, and returns when it listens. */
    public void startIn(String backend) {
        with(Map.of("DOCKER_CLUSTER_ENABLED", "true", "DOCKER_CLUSTER_URIS", backend));
        start();
    }

    /** Starts the agent, to join whichever of {@code centers} answers, and returns when it listens. */
    public void startJoining(List<URI> centers) {
        with(Map.of(
                "HUMPBACK_JOIN",
                String.join(",", centers.stream().map(URI::toString).toList())));
        start();
    }

    private void start() {
        List<String> arguments = new ArrayList<>(List.of("agent", "--name", name, "--engine", engine));
        arguments.addAll(List.of("--listen", "127.0.0.1:" + port));
        arguments.addAll(List.of("--data-dir", directory.resolve(name).toString()));
        Path log = createDirectories(directory).resolve(name + "-" + ++starts + ".log");
        List<String> options = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");
        agent = fromJar
                ? HumpbackJar.start(log, options, environment, arguments)
                : HumpbackJar.startClasses(log, options, environment, arguments);
        agent.awaitPrinted("agent is up");
    }

    private static Path createDirectories(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the agent again as it was started last. */
    public void restart() {
        start();
    }

    /** Returns the running agent. */
    public HumpbackJar agent() {
        if (agent == null) {
            throw new IllegalStateException("agent: none (expected: started)");
        }
        return agent;
    }

    /** Returns the name under which it joins. */
    public String name() {
        return name;
    }

    /** Returns where it listens. */
    public int port() {
        return port;
    }

    /** Returns where the center reaches it. */
    public String endpoint() {
        return (environment.containsKey("HUMPBACK_TLS_CERT") ? "https" : "http") + "://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
    }
}
