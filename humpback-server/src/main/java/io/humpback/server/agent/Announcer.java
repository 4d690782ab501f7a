package io.humpback.server.agent;

import io.humpback.core.NodeFacts;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keeps an agent announced, on a thread of its own, until it is closed. Safe for use by several threads. */
final class Announcer implements AutoCloseable {
    private final AnnouncementTarget target;
    private final AnnounceLoop loop;
    private final Repeating thread;
    private boolean closed;

    Announcer(
            AnnouncementTarget target,
            NodeRecords records,
            Supplier<@Nullable NodeFacts> facts,
            AnnouncerSettings settings) {
        this.target = target;
        this.loop = new AnnounceLoop(target, records, facts, settings, RandomGenerator.getDefault());
        this.thread = new Repeating("humpback-announcer", loop::step, new SteadyClock());
    }

    /** Announces at once, then again and again. */
    void start() {
        thread.start();
    }

    /** Lets it look at once whether there is something new to tell. */
    void wake() {
        thread.wake();
    }

    /** Takes the announcement back and ends. Takes seconds at most. Repeated calls do nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.end();
        target.cancel();
        thread.close();
        loop.leave();
        target.close();
    }
}
