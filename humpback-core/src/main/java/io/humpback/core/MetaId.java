package io.humpback.core;

/** Identifies a meta, for as long as it exists and never again. Ordered by its text. */
public record MetaId(String value) implements Comparable<MetaId> {
    /** Checks that {@code value} is 1 to 256 characters without white space or control characters. */
    public MetaId {
        Checks.checkId("metaId", value);
    }

    /** Returns the id whose text is {@code value}. */
    public static MetaId of(String value) {
        return new MetaId(value);
    }

    @Override
    public int compareTo(MetaId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
