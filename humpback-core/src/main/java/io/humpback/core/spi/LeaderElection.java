package io.humpback.core.spi;

/** Settles which of several centers leads. Safe for use by several threads. */
public interface LeaderElection extends AutoCloseable {
    /** Returns what is known now, without asking the backend. */
    Leadership leadership();

    /** Calls {@code listener} after every change, on a thread of the implementation, until closed. */
    Subscription onChange(Runnable listener);

    /** Leaves: gives up the lead at once if it had it. Repeated calls do nothing. */
    @Override
    void close();
}
