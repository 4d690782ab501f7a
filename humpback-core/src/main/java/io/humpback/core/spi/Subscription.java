package io.humpback.core.spi;

/** Something that goes on until it is closed. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Ends it. Repeated calls do nothing. */
    @Override
    void close();
}
