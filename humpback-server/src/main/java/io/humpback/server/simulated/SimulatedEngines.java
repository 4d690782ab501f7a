package io.humpback.server.simulated;

import io.humpback.core.Checks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Docker engines that speak Docker's API over real HTTP and have nothing behind it. All of them live on one daemon
 * thread. Safe for use by several threads. Closing frees all ports and sockets.
 */
public final class SimulatedEngines implements AutoCloseable {
    private static final int MAX_ENGINES = 10_000;

    private final EventLoop loop = new EventLoop();
    private final List<SimulatedEngine> engines = new ArrayList<>();

    private SimulatedEngines() {}

    /** Starts {@code count} engines at free ports of the loopback address, named node1, node2 …, 1-10000. */
    public static SimulatedEngines start(int count) {
        Checks.checkRange("count", count, 1, MAX_ENGINES);
        return start(
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> EngineProfile.named("node" + number))
                        .toList(),
                InstantSource.system());
    }

    /** Starts engines whose containers' times come from {@code clock}; the time that passes is the real one. */
    public static SimulatedEngines start(List<EngineProfile> profiles, InstantSource clock) {
        SimulatedEngines simulated = new SimulatedEngines();
        boolean started = false;
        try {
            profiles.forEach(profile -> simulated.engines.add(new SimulatedEngine(profile, simulated.loop, clock)));
            started = true;
            return simulated;
        } finally {
            if (!started) {
                simulated.close();
            }
        }
    }

    /** Returns an engine, counted from 0. */
    public SimulatedEngine get(int index) {
        return engines.get(index);
    }

    /** Returns the engine whose host has this name; throws {@link IllegalArgumentException} if there is none. */
    public SimulatedEngine named(String name) {
        return engines.stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("name: " + name + " (expected: one of " + engines + ")"));
    }

    /** Returns all engines in the order in which they were given. */
    public List<SimulatedEngine> all() {
        return List.copyOf(engines);
    }

    /** Ends all engines. Repeated calls do nothing. */
    @Override
    public void close() {
        if (!loop.isClosed()) {
            engines.forEach(SimulatedEngine::close);
            loop.close();
        }
    }
}
