package io.humpback.scheduler;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names a label of a node: {@code node.labels.X} is an operator's, {@code engine.labels.X} the engine's, a bare X the
 * operator's or, where there is none, the engine's.
 */
record LabelKey(String text, Source source, String key) {
    private static final String NODE = "node.labels.";
    private static final String ENGINE = "engine.labels.";

    enum Source {
        NODE,
        ENGINE,
        EITHER
    }

    static LabelKey parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith(NODE) && text.length() > NODE.length()) {
            return new LabelKey(text, Source.NODE, text.substring(NODE.length()));
        }
        if (lower.startsWith(ENGINE) && text.length() > ENGINE.length()) {
            return new LabelKey(text, Source.ENGINE, text.substring(ENGINE.length()));
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("label: \"" + text + "\" (expected: node.labels.X or engine.labels.X)");
        }
        return new LabelKey(text, Source.EITHER, text);
    }

    @Nullable
    String valueAt(NodeView node) {
        String value = source == Source.ENGINE ? null : node.labels().get(key);
        return value != null || source == Source.NODE
                ? value
                : node.node().facts().labels().get(key);
    }
}
