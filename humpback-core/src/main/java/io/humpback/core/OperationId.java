package io.humpback.core;

/** Identifies an operation. Ordered by its text. */
public record OperationId(String value) implements Comparable<OperationId> {
    /** Checks that {@code value} is 1 to 256 characters without white space or control characters. */
    public OperationId {
        Checks.checkId("operationId", value);
    }

    /** Returns the id whose text is {@code value}. */
    public static OperationId of(String value) {
        return new OperationId(value);
    }

    @Override
    public int compareTo(OperationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
