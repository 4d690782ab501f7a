package io.humpback.core.spi;

/** Hears how far the fetching of an image is, on any thread, one call at a time. Must return at once. */
@FunctionalInterface
public interface PullListener {
    /** Does nothing. */
    PullListener NONE = progress -> {};

    /** Called when something has come; not for each piece. */
    void onProgress(PullProgress progress);
}
