package io.humpback.server.cli;

import io.humpback.core.contract.ClusterToken;
import io.humpback.scheduler.control.ClusterView;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A center that has been started. Safe for use by several threads. */
public interface RunningCenter extends AutoCloseable {
    /** Returns an address under which people on this machine reach its API, with the port that was really taken. */
    URI uri();

    /** Returns what agents show to join, empty where their certificates take its place. */
    Optional<ClusterToken> token();

    /** Returns true if the data directory held no state before this start. */
    boolean isNew();

    /** Returns whether this center leads. */
    boolean leads();

    /** Returns where the center is that leads; empty if that is this one, or nobody is known to lead. */
    Optional<String> leader();

    /** Returns what the center knows now; to be asked only while it leads. */
    ClusterView view();

    /** Waits until every node was asked for its health once, at most for {@code limit}. */
    void awaitProbed(Duration limit) throws InterruptedException;

    /** Waits until the center has ended. */
    void await() throws InterruptedException;

    /** Ends the center and waits until it has ended; containers stay as they are. Repeated calls do nothing. */
    @Override
    void close();
}
