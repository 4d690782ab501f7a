package io.humpback.core.spi;

import io.humpback.core.Checks;

/**
 * How far the fetching of an image is. Immutable.
 *
 * @param layers how many layers are known by now, those that the engine has already included
 * @param layersDone how many of them are there
 * @param bytes how much of the layers that are fetched has come
 * @param totalBytes how large those are as far as it is known by now
 */
public record PullProgress(Stage stage, int layers, int layersDone, long bytes, long totalBytes) {
    /** Nothing is known yet. */
    public static final PullProgress BEGUN = new PullProgress(Stage.ASKING, 0, 0, 0, 0);

    /** What it is doing. */
    public enum Stage {
        /** It waits, since its host fetches as many others as it may at a time. */
        WAITING,
        /** The registry is asked what the image is made of. */
        ASKING,
        /** Layers come in. */
        DOWNLOADING,
        /** All layers are there and are unpacked. */
        EXTRACTING
    }

    /** Checks that nothing is negative. */
    public PullProgress {
        Checks.checkNotNegative("layers", layers);
        Checks.checkNotNegative("layersDone", layersDone);
        Checks.checkNotNegative("bytes", bytes);
        Checks.checkNotNegative("totalBytes", totalBytes);
    }
}
