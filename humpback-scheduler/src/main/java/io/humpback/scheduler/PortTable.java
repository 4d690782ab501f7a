package io.humpback.scheduler;

import java.util.Arrays;

/**
 * How often each port of a host is taken. Sorted arrays, so that a look-up allocates nothing. Not safe for use by several
 * threads.
 */
final class PortTable {
    private static final int[] EMPTY = {};

    private int[] keys = EMPTY;
    private int[] counts = EMPTY;

    PortTable() {}

    PortTable(PortTable other) {
        keys = other.keys.clone();
        counts = other.counts.clone();
    }

    boolean contains(String protocol, int port) {
        return Arrays.binarySearch(keys, key(protocol, port)) >= 0;
    }

    /** Returns the lowest taken port of {@code range}, or 0 if all are free. */
    int firstTaken(PortRange range) {
        int found = Arrays.binarySearch(keys, key(range.protocol(), range.first()));
        int at = found >= 0 ? found : -found - 1;
        return at < keys.length && keys[at] <= key(range.protocol(), range.last()) ? keys[at] & 0xFFFF : 0;
    }

    void take(String protocol, int first, int last) {
        for (int port = first; port <= last; port++) {
            int key = key(protocol, port);
            int at = Arrays.binarySearch(keys, key);
            if (at >= 0) {
                counts[at]++;
            } else {
                keys = inserted(keys, -at - 1, key);
                counts = inserted(counts, -at - 1, 1);
            }
        }
    }

    /** Gives ports back; those that are not taken stay free. */
    void free(String protocol, int first, int last) {
        for (int port = first; port <= last; port++) {
            int at = Arrays.binarySearch(keys, key(protocol, port));
            if (at >= 0 && --counts[at] == 0) {
                keys = removed(keys, at);
                counts = removed(counts, at);
            }
        }
    }

    private static int key(String protocol, int port) {
        int number = switch (protocol) {
            case "tcp" -> 0;
            case "udp" -> 1;
            default -> 2;
        };
        return number << 16 | port;
    }

    private static int[] inserted(int[] array, int at, int value) {
        int[] longer = new int[array.length + 1];
        System.arraycopy(array, 0, longer, 0, at);
        longer[at] = value;
        System.arraycopy(array, at, longer, at + 1, array.length - at);
        return longer;
    }

    private static int[] removed(int[] array, int at) {
        int[] shorter = new int[array.length - 1];
        System.arraycopy(array, 0, shorter, 0, at);
        System.arraycopy(array, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortTable table
                && Arrays.equals(keys, table.keys)
                && Arrays.equals(counts, table.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(counts);
    }
}
