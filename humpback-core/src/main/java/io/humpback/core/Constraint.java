package io.humpback.core;

import java.util.Map;

/**
 * A condition that a node must meet, for example {@code node.labels.disk==ssd} or {@code node.ip!=10.1.0.0/16}. Values
 * are compared without case, keys of labels with it. A label that is missing equals nothing. Immutable.
 *
 * @param attribute what is compared
 * @param label the label's key where the attribute is one, else empty
 * @param equal whether the values must be equal ({@code ==}) or must differ ({@code !=})
 * @param value the value to compare with
 */
public record Constraint(Attribute attribute, String label, boolean equal, String value) {
    private static final String ADDRESS = "an address or a range such as 10.1.0.0/16";
    private static final String ATTRIBUTES = "node.id, node.hostname, node.ip, node.platform.os, node.platform.arch,"
            + " node.labels.X or engine.labels.X";

    /** The facts of a node that a constraint can name. */
    public enum Attribute {
        /** The node's id, or its engine's. */
        ID("node.id"),
        /** The node's name. */
        HOSTNAME("node.hostname"),
        /** The node's address; the value may be a range such as {@code 10.1.0.0/16}. */
        IP("node.ip"),
        /** The engine's operating system, for example {@code linux}. */
        OS("node.platform.os"),
        /** The engine's architecture, for example {@code x86_64}. */
        ARCH("node.platform.arch"),
        /** A label that an operator gave to the node. */
        NODE_LABEL("node.labels."),
        /** A label of the engine. */
        ENGINE_LABEL("engine.labels.");

        private final String text;

        Attribute(String text) {
            this.text = text;
        }

        private boolean isLabel() {
            return text.endsWith(".");
        }
    }

    /** Checks that there is a label's key where the attribute is a label, and a value that fits. */
    public Constraint {
        if (attribute.isLabel() == label.isBlank()) {
            throw new IllegalArgumentException("label: \"" + label + "\" (expected: "
                    + (attribute.isLabel() ? "a label's key" : "none beside " + attribute.text) + ")");
        }
        Checks.checkNotBlank("value", value);
        if (attribute == Attribute.IP && !AddressRange.isValid(value)) {
            throw new IllegalArgumentException("value: \"" + value + "\" (expected: " + ADDRESS + ")");
        }
    }

    /**
     * Returns the constraint that {@code text} states. White space around name and value does not count. Throws
     * {@link IllegalArgumentException} naming the position, counted from 1, at which the text stops to make sense.
     */
    public static Constraint parse(String text) {
        int operator = operatorPosition(text);
        String name = text.substring(0, operator).strip();
        Attribute attribute = attributeOf(name, text);
        String label =
                attribute.isLabel() ? name.substring(attribute.text.length()).strip() : "";
        if (attribute.isLabel() && label.isEmpty()) {
            throw error(text, start(text, 0) + name.length(), "a label's key");
        }
        String value = text.substring(operator + 2).strip();
        if (value.isEmpty()) {
            throw error(text, text.length(), "a value");
        }
        if (attribute == Attribute.IP && !AddressRange.isValid(value)) {
            throw error(text, start(text, operator + 2), ADDRESS);
        }
        return new Constraint(attribute, label, text.charAt(operator) == '=', value);
    }

    private static Attribute attributeOf(String name, String text) {
        for (Attribute attribute : Attribute.values()) {
            int length = attribute.text.length();
            if (name.regionMatches(true, 0, attribute.text, 0, length)
                    && (attribute.isLabel() || name.length() == length)) {
                return attribute;
            }
        }
        throw error(text, start(text, 0), ATTRIBUTES);
    }

    private static int operatorPosition(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' || c == '!') {
                if (text.startsWith("=", i + 1)) {
                    return i;
                }
                throw error(text, i, "== or !=");
            }
        }
        throw error(text, text.length(), "== or !=");
    }

    /** Returns the position of the first character from {@code position} on that is no white space. */
    private static int start(String text, int position) {
        int start = position;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        return start;
    }

    private static IllegalArgumentException error(String text, int position, String expected) {
        return new IllegalArgumentException(
                "constraint: \"" + text + "\" at character " + (position + 1) + " (expected: " + expected + ")");
    }

    /** Returns whether {@code node}, which an operator gave {@code nodeLabels}, meets this condition. */
    public boolean matches(Node node, Map<String, String> nodeLabels) {
        return equal == isEqual(node, nodeLabels);
    }

    private boolean isEqual(Node node, Map<String, String> nodeLabels) {
        return switch (attribute) {
            case ID ->
                value.equalsIgnoreCase(node.id().value())
                        || value.equalsIgnoreCase(node.facts().engineId());
            case HOSTNAME -> value.equalsIgnoreCase(node.name());
            case IP -> AddressRange.contains(value, node.address());
            case OS -> new Platform(value, "").matches(node.facts().platform());
            case ARCH -> new Platform("", value).matches(node.facts().platform());
            case NODE_LABEL -> value.equalsIgnoreCase(nodeLabels.get(label));
            case ENGINE_LABEL -> value.equalsIgnoreCase(node.facts().labels().get(label));
        };
    }

    /** Returns the constraint as it is written. */
    @Override
    public String toString() {
        return attribute.text + label + (equal ? "==" : "!=") + value;
    }
}
