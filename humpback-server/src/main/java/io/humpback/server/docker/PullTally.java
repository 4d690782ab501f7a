package io.humpback.server.docker;

import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.PullProgress;
import io.humpback.core.spi.PullProgress.Stage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Adds up what an engine tells of single layers, and tells a listener of the whole when something has changed. Not for use
 * by several threads at a time.
 */
final class PullTally implements Consumer<AgentPullStep> {
    private static final int MAX_LAYERS = 1000;

    private final PullListener listener;
    private final Map<String, Layer> layers = new HashMap<>();
    private boolean waiting;
    private PullProgress last = PullProgress.BEGUN;

    PullTally(PullListener listener) {
        this.listener = listener;
    }

    private static final class Layer {
        private long bytes;
        private long total;
        private boolean fetched;
        private boolean done;
    }

    @Override
    public void accept(AgentPullStep step) {
        waiting = step.status().equals(AgentPullStep.WAITING);
        if (!step.layer().isEmpty() && (layers.containsKey(step.layer()) || layers.size() < MAX_LAYERS)) {
            note(step);
        }
        PullProgress now = progress();
        if (!now.equals(last)) {
            last = now;
            listener.onProgress(now);
        }
    }

    /** The words are the engine's; a line with other words is not of a layer, or changes nothing. */
    private void note(AgentPullStep step) {
        switch (step.status()) {
            case "Pulling fs layer", "Waiting" -> layer(step);
            case "Downloading" -> {
                Layer layer = layer(step);
                layer.bytes = step.currentBytes();
                layer.total = Math.max(step.totalBytes(), step.currentBytes());
            }
            case "Verifying Checksum", "Download complete", "Extracting" -> fetched(layer(step));
            case "Pull complete", "Already exists" -> {
                Layer layer = layer(step);
                fetched(layer);
                layer.done = true;
            }
            default -> {}
        }
    }

    private Layer layer(AgentPullStep step) {
        return layers.computeIfAbsent(step.layer(), id -> new Layer());
    }

    private static void fetched(Layer layer) {
        layer.fetched = true;
        layer.bytes = layer.total;
    }

    private PullProgress progress() {
        int done = 0;
        int fetched = 0;
        long bytes = 0;
        long total = 0;
        for (Layer layer : layers.values()) {
            done += layer.done ? 1 : 0;
            fetched += layer.fetched ? 1 : 0;
            bytes += layer.bytes;
            total += layer.total;
        }
        return new PullProgress(stage(fetched), layers.size(), done, bytes, total);
    }

    private Stage stage(int fetched) {
        if (waiting) {
            return Stage.WAITING;
        }
        if (layers.isEmpty()) {
            return Stage.ASKING;
        }
        return fetched < layers.size() ? Stage.DOWNLOADING : Stage.EXTRACTING;
    }
}
