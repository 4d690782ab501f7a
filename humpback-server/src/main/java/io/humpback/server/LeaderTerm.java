package io.humpback.server;

import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.StateStore;
import io.humpback.discovery.Backend;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ControlLoop;
import io.humpback.scheduler.control.LoopListener;
import io.humpback.scheduler.control.LoopParts;
import io.humpback.scheduler.control.LoopRunner;
import io.humpback.server.docker.AgentConnector;
import io.humpback.webhook.WebhookConfig;
import io.humpback.webhook.WebhookDispatcher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lead of this center, from its first commit to its end: the loop on its thread, the calls to nodes, the webhooks.
 * Containers go on when it ends. Safe for use by several threads.
 */
final class LeaderTerm implements Term {
    private static final Logger log = LoggerFactory.getLogger(LeaderTerm.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ControlLoop loop;
    private final LeaderElection election;
    private final InstantSource clock;
    private volatile boolean over;

    private LeaderTerm(Backend backend, LeaderElection election, TermParts parts, Runnable onOver) {
        this.election = election;
        this.clock = parts.clock();
        boolean complete = false;
        try {
            StateStore store = opened(backend.stateStore());
            ExecutorService calls = CallThreads.create();
            open.push(calls::shutdownNow);
            LeaderFence fence = new LeaderFence(this::clusterId);
            LoopListener listener = new LoopLog(fence, () -> end(onOver));
            AgentConnector agents = parts.agents().apply(fence);
            agents.showHeardWhile(this::mayAct);
            NodeConnector connector = opened(new NodeConnector(parts.docker(), agents, this::leased));
            LoopParts loopParts = new LoopParts(
                    store,
                    connector,
                    parts.scheduler(),
                    parts.settings(),
                    listener,
                    calls,
                    () -> UUID.randomUUID().toString(),
                    this::mayAct,
                    parts.defaultGroup());
            loop = new ControlLoop(loopParts.withPolicy(parts.policy()));
            LoopRunner runner = opened(new LoopRunner(loop, listener, clock, TICK));
            runner.start(backend.directory());
            opened(WebhookDispatcher.start(loop.events(), WebhookConfig.DEFAULT, InstantSource.system()));
            complete = true;
        } finally {
            if (!complete) {
                close(); // a term that cannot begin whole leaves no thread behind
            }
        }
    }

    /**
     * Takes the lead by a commit and begins to act. Throws a {@link io.humpback.core.HumpbackException} if the state
     * cannot be read or another center is faster; then nothing is left running.
     *
     * @param onOver called once, by any thread, if the term ends by itself: somebody else has committed as the leader
     */
    static LeaderTerm begin(Backend backend, LeaderElection election, TermParts parts, Runnable onOver) {
        return new LeaderTerm(backend, election, parts, onOver);
    }

    @Override
    public ClusterControl control() {
        return loop;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    private void end(Runnable onOver) {
        over = true;
        onOver.run();
    }

    private String clusterId() {
        return loop.view().clusterId();
    }

    private boolean mayAct() {
        Leadership leadership = election.leadership();
        return leadership.leader() && clock.instant().isBefore(leadership.until());
    }

    /** What cannot tell an old leader from a new one is called only as long as nobody else can lead. */
    private ContainerEngine leased(ContainerEngine unfenced) {
        return new LeasedEngine(unfenced, election::leadership, clock);
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.warn("a part of the lead did not end cleanly", e);
            }
        }
    }
}
