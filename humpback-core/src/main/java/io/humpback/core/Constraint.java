package io.humpback.core;

import java.util.Locale;
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

    /**
     * Returns the constraint that {@code text} states. Throws {@link IllegalArgumentException} naming the position of
     * the first character that does not fit.
     */
    public static Constraint parse(String text) {
        int operator = operatorPosition(text);
        String name = text.substring(0, operator).trim();
        String value = text.substring(operator + 2).trim();
        if (value.isEmpty()) {
            throw error(text, operator + 2, "a value");
        }
        boolean equal = text.charAt(operator) == '=';
        for (Attribute attribute : Attribute.values()) {
            if (attribute.isLabel()) {
                if (name.toLowerCase(Locale.ROOT).startsWith(attribute.text)
                        && name.length() > attribute.text.length()) {
                    return new Constraint(attribute, name.substring(attribute.text.length()), equal, value);
                }
            } else if (name.equalsIgnoreCase(attribute.text)) {
                if (attribute == Attribute.IP && !AddressRange.isValid(value)) {
                    throw error(text, text.indexOf(value, operator), "an address or a range such as 10.1.0.0/16");
                }
                return new Constraint(attribute, "", equal, value);
            }
        }
        throw error(
                text,
                0,
                "node.id, node.hostname, node.ip, node.platform.os, node.platform.arch, node.labels.X or"
                        + " engine.labels.X");
    }

    private static int operatorPosition(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == '=' || c == '!') && text.charAt(i + 1) == '=') {
                return i;
            }
            if (c == '=' || c == '!') {
                throw error(text, i, "== or !=");
            }
        }
        throw error(text, text.length(), "== or !=");
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
