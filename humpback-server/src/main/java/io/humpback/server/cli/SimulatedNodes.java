package io.humpback.server.cli;

import com.google.common.hash.Hashing;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.ConfiguredEngines;
import io.humpback.server.config.EngineAddress;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The simulated engines of a data directory. They listen at unix sockets, since a node is known by its address: the
 * next start finds the same nodes, empty. Safe for use by several threads.
 */
final class SimulatedNodes implements AutoCloseable {
    private static final String MARK = "simulated-engines";

    /** A unix socket's path may have 107 characters, 103 on some systems. */
    private static final int MAX_PATH = 90;

    private final SimulatedEngines simulation;
    private final Path dataDir;
    private final @Nullable Integer countBefore;

    private SimulatedNodes(SimulatedEngines simulation, Path dataDir, @Nullable Integer countBefore) {
        this.simulation = simulation;
        this.dataDir = dataDir;
        this.countBefore = countBefore;
    }

    /** Takes back what a start that was refused has noted in the data directory. */
    void undo() {
        Path mark = dataDir.resolve(MARK);
        try {
            if (countBefore == null) {
                Files.deleteIfExists(mark);
            } else {
                Files.writeString(mark, countBefore + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a data directory was used with simulated engines before. */
    static boolean isIn(Path dataDir) {
        return Files.exists(dataDir.resolve(MARK));
    }

    /** Refuses a data directory of a simulation: what it holds must not be started on real engines. */
    static void refuseIn(Path dataDir) {
        if (isIn(dataDir)) {
            throw new ConfigurationException(
                    "data-dir", dataDir + " belongs to a simulation; name another directory with --data-dir", null);
        }
    }

    /** Returns how many there were the last time, at least 1. */
    static int count(Path dataDir) {
        try {
            String text = Files.readString(dataDir.resolve(MARK)).strip();
            return text.matches("[1-9]\\d{0,2}|1000") ? Integer.parseInt(text) : 1;
        } catch (IOException e) {
            throw new ConfigurationException("data-dir", dataDir.resolve(MARK) + " cannot be read", e);
        }
    }

    /** Starts {@code count} engines for a data directory; refused if another process simulates there. */
    static SimulatedNodes start(Path dataDir, int count) {
        Path sockets = socketDirectory(dataDir);
        if (answers(sockets.resolve("node1.sock"))) {
            throw new ConfigurationException(
                    "data-dir",
                    dataDir + " is in use by another center; stop it, or name another directory with --data-dir",
                    null);
        }
        try {
            Integer countBefore = isIn(dataDir) ? Integer.valueOf(count(dataDir)) : null;
            Files.createDirectories(dataDir);
            Files.createDirectories(sockets);
            Files.writeString(dataDir.resolve(MARK), count + "\n");
            List<EngineProfile> profiles = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                String name = "node" + number;
                profiles.add(EngineProfile.named(name).withSocket(sockets.resolve(name + ".sock")));
            }
            return new SimulatedNodes(SimulatedEngines.start(profiles, InstantSource.system()), dataDir, countBefore);
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigurationException("data-dir", "no socket can be made in " + sockets + ": " + e, e);
        }
    }

    /** In the data directory itself, if the path is short and plain enough for an address. */
    private static Path socketDirectory(Path dataDir) {
        Path inside = dataDir.toAbsolutePath().normalize().resolve("sockets");
        String text = inside.toString();
        if (text.length() <= MAX_PATH && text.matches("[A-Za-z0-9/._-]+")) {
            return inside;
        }
        String hash = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
        return Path.of(System.getProperty("java.io.tmpdir"), "humpback-" + hash.substring(0, 16))
                .toAbsolutePath();
    }

    private static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    ConfiguredEngines engines() {
        return new ConfiguredEngines(simulation.all().stream()
                .map(engine -> EngineAddress.parse(engine.name() + "=" + engine.endpoint()))
                .toList());
    }

    @Override
    public void close() {
        simulation.close();
    }
}
