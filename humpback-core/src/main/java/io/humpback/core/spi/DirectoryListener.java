package io.humpback.core.spi;

/** Hears of the announced nodes. Must return at once and must not throw. */
@FunctionalInterface
public interface DirectoryListener {
    /** Called with the whole view, also when an outage of the backend begins or ends: see {@link DirectoryView#outage}. */
    void onView(DirectoryView view);
}
