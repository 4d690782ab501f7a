package io.humpback.scheduler;

/** What a filter found at a node that it vetoed. Made only for an {@link Explanation}. Immutable. */
public sealed interface Fact {
    /**
     * Too little of something is free.
     *
     * @param resource {@code CPU} in thousandths of a core, {@code memory} in bytes, else an extended resource
     * @param needed how much the request needs
     * @param free how much could still be reserved, with overcommit; zero or more
     */
    record Shortage(String resource, long needed, long free) implements Fact {
        /** Returns the fact in words: {@code need 8 GiB, free 5.2 GiB}. */
        @Override
        public String toString() {
            return "need " + Amounts.needed(resource, needed) + ", free " + Amounts.free(resource, free);
        }
    }

    /**
     * Something is not as it should be.
     *
     * @param asked what was asked for, such as {@code node.labels.disk==ssd}; may be empty
     * @param found what is there instead, such as {@code hdd}; may be empty
     */
    record Mismatch(String asked, String found) implements Fact {
        /** Returns the fact in words: {@code asked for node.labels.disk==ssd, found hdd}. */
        @Override
        public String toString() {
            String left = asked.isEmpty() ? "" : "asked for " + asked;
            String right = found.isEmpty() ? "" : "found " + found;
            return left + (left.isEmpty() || right.isEmpty() ? "" : ", ") + right;
        }
    }
}
