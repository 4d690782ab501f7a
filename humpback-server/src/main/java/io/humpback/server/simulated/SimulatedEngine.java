package io.humpback.server.simulated;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One simulated Docker engine, served over HTTP, and what can be done to it from outside. Safe for use by several
 * threads: every method is done, on the simulation's own thread, when it returns.
 */
public final class SimulatedEngine {
    private final EventLoop loop;
    private final Host host;
    private final Faults faults;
    private final Listener listener;
    private final String endpoint;
    private boolean dead;

    SimulatedEngine(EngineProfile profile, EventLoop loop, InstantSource clock) {
        this.loop = loop;
        this.host = new Host(profile, loop, clock);
        this.faults = new Faults(loop, new EngineApi(host)::handle);
        this.listener = new Listener(loop, profile.socket(), faults::handle);
        this.endpoint = loop.call(() -> {
            listener.open();
            return listener.endpoint();
        });
    }

    /** Returns the name of its host. */
    public String name() {
        return host.profile.name();
    }

    /** Returns where it is reached: {@code tcp://127.0.0.1:port} or {@code unix:///path}; the same for its whole life. */
    public String endpoint() {
        return endpoint;
    }

    /** Returns the names of all its containers, the newest first. */
    public List<String> containers() {
        return loop.call(() ->
                host.containers().stream().map(container -> container.name).toList());
    }

    /** Returns the state of a container in Docker's words, empty if there is none of this name. */
    public Optional<String> state(String containerName) {
        return loop.call(() -> host.containers().stream()
                .filter(container -> container.name.equals(containerName))
                .map(container -> container.status.word())
                .findFirst());
    }

    /** Removes a container as a user at the host would, by force; throws {@link IllegalArgumentException} without it. */
    public void removeContainer(String containerName) {
        run(() -> {
            try {
                host.remove(host.container(containerName), true);
            } catch (Refusal e) {
                throw new IllegalArgumentException(
                        "container: " + containerName + " (expected: one of this engine)", e);
            }
        });
    }

    /** Returns how many clients follow its events. */
    public int followers() {
        return loop.call(host.events::followers);
    }

    /** Returns how many connections are open. */
    public int connections() {
        return loop.call(listener::connections);
    }

    /** Adds a fault behind those in force; the first that holds for a call decides. */
    public void inject(Fault fault) {
        run(() -> faults.add(fault));
    }

    /** Returns with how many calls an injected fault has begun since its start. */
    public int faultyCalls() {
        return loop.call(faults::taken);
    }

    /** Lets it hang: it takes calls and neither does nor answers them until it is healed, then it does all of them. */
    public void freeze() {
        run(() -> faults.freeze(false));
    }

    /** Lets its runtime hang: it still answers ping, version, lists and images; the rest waits until it is healed. */
    public void freezeRuntime() {
        run(() -> faults.freeze(true));
    }

    /** Lets connections be refused, as in a cut network; who is connected is cut off, the containers go on. */
    public void refuse() {
        run(() -> {
            listener.refuse();
            listener.cut();
        });
    }

    /** Cuts all streams of events, logs and statistics. */
    public void dropStreams() {
        run(listener::cutStreams);
    }

    /** Ends all faults and, unless the host is dead, listens again. */
    public void heal() {
        run(() -> {
            if (!dead) {
                listener.open();
            }
            faults.heal();
        });
    }

    /** The host dies: connections are cut and refused, all processes end. */
    public void die() {
        run(() -> {
            dead = true;
            listener.refuse();
            listener.cut();
            faults.forgetCalls();
            host.containers().forEach(host.life::loseHost);
        });
    }

    /** The host comes back as after a reboot: with its containers, of which those run that their policy wants. */
    public void comeBack() {
        run(() -> {
            if (dead) {
                dead = false;
                host.events.forgetPast();
                host.containers().forEach(host.life::hostBack);
            }
            listener.open();
            faults.heal();
        });
    }

    /** The host comes back without any container, and with no other image than at its start. */
    public void comeBackEmpty() {
        run(() -> {
            dead = false;
            host.containers().forEach(host.life::loseHost);
            host.wipe();
            listener.open();
            faults.heal();
        });
    }

    void close() {
        run(() -> {
            listener.refuse();
            listener.cut();
        });
    }

    private void run(Runnable action) {
        loop.call(() -> {
            action.run();
            return true;
        });
    }

    @Override
    public String toString() {
        return "SimulatedEngine[" + name() + ", " + endpoint + "]";
    }
}
