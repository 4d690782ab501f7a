package io.humpback.server.testing;

import static org.awaitility.Awaitility.await;

import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.EngineException;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.docker.DockerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real Docker engine in a directory of its own, with an engine id, a host name and, if wished, a network of its own.
 * It can be killed, frozen and restarted. Not safe for use by several threads.
 */
public final class RealEngine implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration ALIVE = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final Path directory;
    private final EngineOptions options;
    private final EngineProcesses processes;
    private final String namespace;
    private final int port;

    RealEngine(Path directory, EngineOptions options) {
        this.directory = directory;
        this.options = options;
        this.processes = new EngineProcesses(directory);
        this.namespace =
                options.bridge() ? "hb-" + directory.getParent().getFileName() + "-" + directory.getFileName() : "";
        this.port = options.tcp() ? freePort() : 0;
    }

    /** Returns where the engine is reached: its TCP endpoint if it has one, else its unix socket. */
    public String endpoint() {
        return options.tcp() ? "tcp://127.0.0.1:" + port : socket().toString();
    }

    /** Returns the engine's unix socket, which it has in any case. */
    public URI socket() {
        return URI.create("unix://" + directory.resolve("d.sock"));
    }

    /** Returns the name that the engine gives its host. */
    public String hostName() {
        return options.hostName();
    }

    /** Returns a client, by the unix socket, to be closed. */
    public DockerEngine connect() {
        return new DockerConnector(DockerSettings.DEFAULT).connect(socket().toString());
    }

    /** Returns all containers of the engine, ours and foreign ones, asked for now. */
    public List<ObservedContainer> containers() {
        try (DockerEngine engine = connect()) {
            return engine.list(CALL);
        }
    }

    /** Removes all containers of the engine, whosever they are. */
    public void removeContainers() {
        try (DockerEngine engine = connect()) {
            engine.list(CALL).forEach(container -> engine.remove(container.id(), CALL));
        }
    }

    /**
     * Gives this engine alone an image of its own.
     *
     * @param broken whether its command does not exist; otherwise it waits, as {@link TestImages#NOOP} does
     */
    public void importImage(String image, boolean broken) {
        TestImages.importOne(socket(), image, broken);
    }

    /** Takes away an image that none of the engine's containers uses. */
    public void removeImage(String image) {
        TestImages.remove(socket(), image);
    }

    /** Runs a program in the engine's network namespace and returns what it printed. */
    public String runInNetwork(String... command) {
        return Programs.run(inNetwork(command));
    }

    /** Returns the command line that runs a program in the engine's network namespace. */
    public List<String> inNetwork(String... command) {
        List<String> line = new ArrayList<>();
        if (options.bridge()) {
            line.addAll(List.of("nsenter", "--net=/run/netns/" + namespace));
        }
        line.addAll(List.of(command));
        return line;
    }

    /**
     * Lets a process that is no container listen on a port in the engine's network, and returns when it does. It is to
     * be closed.
     */
    public PortHolder listen(int listenPort) {
        List<String> line = inNetwork("busybox", "httpd", "-f", "-p", "127.0.0.1:" + listenPort, "-h", "/");
        PortHolder holder = PortHolder.start(line);
        await("listener at " + listenPort)
                .atMost(READY)
                .ignoreExceptions()
                .until(() -> runInNetwork("busybox", "nc", "-w", "5", "127.0.0.1", Integer.toString(listenPort))
                        .isEmpty());
        return holder;
    }

    /** Returns whether the daemon answers within seconds. */
    public boolean isAlive() {
        try (DockerEngine engine = connect()) {
            engine.info(ALIVE);
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Ends the daemon and all containers by SIGKILL, as the loss of a host does. */
    public void kill() {
        processes.killAll();
    }

    /** Ends the daemon alone by SIGKILL; its containers go on. */
    public void killDaemonOnly() {
        processes.killDaemon();
    }

    /** Makes the daemon hang. */
    public void freeze() {
        processes.signalDaemon("STOP");
    }

    /** Lets a hung daemon go on. */
    public void thaw() {
        processes.signalDaemon("CONT");
    }

    /** Makes the daemon's runtime hang: the daemon answers some calls and hangs in others. */
    public void freezeRuntime() {
        processes.signalContainerd("STOP");
    }

    /** Lets a hung runtime go on. */
    public void thawRuntime() {
        processes.signalContainerd("CONT");
    }

    /** Starts the daemon again, ending it first if it runs, and waits until it answers. */
    public void restart() {
        processes.killDaemon();
        launch();
        awaitReady();
    }

    /** Ends everything and removes every trace. Repeated calls do nothing. */
    @Override
    public void close() {
        processes.killAll();
        if (options.bridge() && Files.exists(Path.of("/run/netns", namespace))) {
            Programs.run("ip", "netns", "delete", namespace);
        }
        removeCgroups();
        await("directory " + directory).atMost(READY).until(() -> removeTree(directory));
    }

    void launch() {
        try {
            Files.createDirectories(directory.resolve("etc"));
            Files.createDirectories(Path.of("/etc/docker"));
            Files.deleteIfExists(directory.resolve("pid"));
            Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
            if (options.bridge() && !Files.exists(Path.of("/run/netns", namespace))) {
                Programs.run("ip", "netns", "add", namespace);
                runInNetwork("ip", "link", "set", "lo", "up");
            }
            new ProcessBuilder(commandLine())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start()
                    .getOutputStream()
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        try (DockerEngine engine = connect()) {
            await("engine " + directory).atMost(READY).ignoreExceptions().until(() -> {
                engine.info(Duration.ofSeconds(10));
                return true;
            });
        } catch (RuntimeException e) {
            throw new IllegalStateException("engine does not start: " + logTail(), e);
        }
    }

    /** Returns the end of the daemon's log, for messages. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "no log";
        }
    }

    private List<String> commandLine() {
        // arguments reach the shell as its own, so that nothing has to be quoted
        List<String> line = inNetwork("unshare", "--mount", "--uts", "sh", "-c");
        line.add(
                "mount --make-rprivate / && mount --bind \"$1\" /etc/docker && hostname \"$2\" && shift 2 && exec \"$@\"");
        line.addAll(List.of("sh", directory.resolve("etc").toString(), options.hostName(), "dockerd"));
        line.addAll(List.of("--data-root", directory.resolve("data").toString()));
        line.addAll(List.of("--exec-root", directory.resolve("exec").toString()));
        line.addAll(List.of("--pidfile", directory.resolve("pid").toString()));
        line.addAll(List.of("-H", socket().toString(), "--log-level", "warn"));
        line.addAll(List.of("--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", "/" + cgroup()));
        if (!options.bridge()) {
            line.addAll(List.of("--bridge=none", "--iptables=false"));
        }
        if (options.liveRestore()) {
            line.add("--live-restore");
        }
        options.labels().forEach(label -> line.addAll(List.of("--label", label)));
        line.addAll(tcpArguments());
        return line;
    }

    private List<String> tcpArguments() {
        if (!options.tcp()) {
            return List.of();
        }
        List<String> line = new ArrayList<>(List.of("-H", endpoint()));
        Optional<Path> certificates = options.findCertificates();
        line.addAll(certificates
                .map(directory -> List.of(
                        "--tlsverify",
                        "--tlscacert=" + directory.resolve("ca.pem"),
                        "--tlscert=" + directory.resolve("server-cert.pem"),
                        "--tlskey=" + directory.resolve("server-key.pem")))
                .orElse(List.of("--tls=false")));
        return line;
    }

    private String cgroup() {
        return "hb-" + directory.getParent().getFileName() + "-" + directory.getFileName();
    }

    /** Containers that were killed leave their groups behind, one below each controller. */
    private void removeCgroups() {
        removeDirectories(CGROUPS.resolve(cgroup())); // one hierarchy for all
        try (Stream<Path> controllers = Files.list(CGROUPS)) {
            controllers.map(controller -> controller.resolve(cgroup())).forEach(RealEngine::removeDirectories);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes directories whose files are the kernel's. */
    private static void removeDirectories(Path top) {
        if (!Files.isDirectory(top)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(top)) {
            tree.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            top.toFile().delete();
        }
    }

    static boolean removeTree(Path top) {
        if (!Files.exists(top)) {
            return true;
        }
        try (Stream<Path> tree = Files.walk(top)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            return false; // something still goes away by itself; the caller tries again
        }
        return !Files.exists(top);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
