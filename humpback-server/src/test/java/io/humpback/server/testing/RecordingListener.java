package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.EngineEventListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. Safe for use by several threads. */
public final class RecordingListener implements EngineEventListener {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile String reason = "";

    @Override
    public void onOpen() {
        calls.add("open");
    }

    @Override
    public void onEvent(String containerId, String action) {
        calls.add(containerId + " " + action);
    }

    @Override
    public void onBroken(String newReason) {
        reason = newReason;
        calls.add("broken");
    }

    /** Returns what it was told, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Returns why the stream broke. */
    public String reason() {
        return reason;
    }

    /** Waits until the stream is open; what happened just before may have been told since. */
    public void awaitOpen() {
        await().atMost(Duration.ofSeconds(30)).until(() -> calls.contains("open"));
    }

    /** Waits until it was told exactly this. */
    public void awaitCalls(String... expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(calls()).containsExactly(expected));
    }
}
