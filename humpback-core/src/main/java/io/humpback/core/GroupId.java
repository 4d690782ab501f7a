package io.humpback.core;

/** Identifies a group. Ordered by its text. */
public record GroupId(String value) implements Comparable<GroupId> {
    /** Checks that {@code value} is 1 to 256 characters without white space or control characters. */
    public GroupId {
        Checks.checkId("groupId", value);
    }

    /** Returns the id whose text is {@code value}. */
    public static GroupId of(String value) {
        return new GroupId(value);
    }

    @Override
    public int compareTo(GroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
