package io.humpback.server.agent;

import io.humpback.core.spi.ContainerEngine;
import io.humpback.server.docker.DockerHost;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: its key, its API, and its announcement. Safe for use by several threads. Closing it takes the
 * announcement back first and leaves all containers as they are.
 */
public final class Agent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);
    private static final int ENDINGS_AT_A_TIME = 16;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final String key;
    private final int port;
    private boolean closing;

    private Agent(
            AgentSetup settings, DockerHost engine, Function<String, AgentService> service, InstantSource wallClock) {
        boolean complete = false;
        try {
            opened(engine);
            key = opened(AgentKey.open(settings.dataDir())).value();
            LastContact contact =
                    new LastContact(new BootClock(), settings.dataDir().resolve("contact"));
            AgentService served = opened(service.apply(key));
            served.tell(contact);
            port = served.start();
            if (settings.place() != null) {
                announce(settings, settings.place(), engine, wallClock, contact);
                watchContact(engine, contact, served);
            }
            complete = true;
        } finally {
            if (!complete) {
                closeParts(); // an agent that cannot start whole leaves no thread and no lock behind
            }
        }
    }

    /**
     * Starts an agent. It starts also while engine and center are away, and announces itself when they are there.
     *
     * @param engine the host's engine; closed with the agent
     * @param service makes the API for the agent's key; closed with the agent
     * @throws io.humpback.core.HumpbackException if it cannot start; nothing runs then
     */
    public static Agent start(AgentSetup settings, DockerHost engine, Function<String, AgentService> service) {
        return start(settings, engine, service, InstantSource.system());
    }

    /** Starts an agent whose host's clock is {@code wallClock}. */
    static Agent start(
            AgentSetup settings, DockerHost engine, Function<String, AgentService> service, InstantSource wallClock) {
        return new Agent(settings, engine, service, wallClock);
    }

    private void watchContact(DockerHost engine, LastContact contact, AgentService served) {
        ExecutorService calls = Executors.newFixedThreadPool(ENDINGS_AT_A_TIME, task -> {
            Thread thread = new Thread(task, "humpback-agent-ending");
            thread.setDaemon(true);
            return thread;
        });
        opened(calls::shutdownNow);
        DisconnectWatch watch = new DisconnectWatch(LastWord.to(engine), contact, served::fence, calls);
        opened(new Repeating("humpback-contact-watch", now -> now.plus(watch.look()), new SteadyClock()))
                .start();
    }

    private void announce(
            AgentSetup settings,
            AnnouncementPlace place,
            ContainerEngine engine,
            InstantSource wallClock,
            LastContact contact) {
        OwnAddress ownAddress = OwnAddress.ofThisHost();
        AgentIdentity identity = new AgentIdentity(
                key,
                UUID.randomUUID().toString(),
                settings.name(),
                port,
                settings.tls() != null,
                settings.zone(),
                settings.version());
        NodeRecords records = new NodeRecords(
                identity,
                settings.token(),
                new AnnouncedAddress(() -> ownAddress.find(configuredAddress(settings), place.host(), place.port())),
                wallClock);
        AnnouncementTarget target = new ContactNoting(place.target().get(), contact);
        Wake wake = new Wake();
        EngineWatch watch = new EngineWatch(engine, settings.announcing().heartbeat(), wake);
        Repeating watching = opened(new Repeating("humpback-engine-watch", watch::step, new SteadyClock()));
        Announcer announcer = opened(new Announcer(target, records, watch::facts, settings.announcing()));
        wake.announcer = announcer;
        announcer.start();
        watching.start();
    }

    /** Who listens at one address is reached there and nowhere else. */
    private static String configuredAddress(AgentSetup settings) {
        boolean all = settings.listenHost().isEmpty()
                || settings.listenHost().equals("0.0.0.0")
                || settings.listenHost().equals("::");
        boolean unsaid = settings.address().isEmpty() || settings.address().equals("0.0.0.0");
        String listened = settings.listenHost().equals("localhost") ? "127.0.0.1" : settings.listenHost();
        return unsaid && !all ? listened : settings.address();
    }

    /** Ties two parts of which each needs the other. */
    private static final class Wake implements Runnable {
        private volatile @Nullable Announcer announcer;

        @Override
        public void run() {
            Announcer known = announcer;
            if (known != null) {
                known.wake();
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** Returns the agent's key. */
    public String key() {
        return key;
    }

    /** Returns the port of its API. */
    public int port() {
        return port;
    }

    /** Waits until it is closed. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Takes the announcement back, then ends everything. Repeated calls wait for the first. */
    @Override
    public void close() {
        synchronized (open) {
            if (!closing) {
                closing = true;
                closeParts();
            }
        }
        closed.countDown();
    }

    private void closeParts() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.warn("a part of the agent did not end cleanly", e);
            }
        }
    }
}
