package io.humpback.core.spi;

/** Hears of the announced nodes. Must return at once and must not throw. */
@FunctionalInterface
public interface DirectoryListener {
    /** Called with the whole view. */
    void onView(DirectoryView view);
}
