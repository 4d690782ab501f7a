package io.humpback.core.spi;

/** Hears of an engine's containers. Must return at once and must not throw. */
public interface EngineEventListener {
    /** Called when the stream is open: what happens from now on will be told. */
    void onOpen();

    /** Called when something happened to a container: {@code create}, {@code start}, {@code die}, {@code destroy} … */
    void onEvent(String containerId, String action);

    /** Called once, when the stream has ended for another reason than {@link Subscription#close}. */
    void onBroken(String reason);
}
