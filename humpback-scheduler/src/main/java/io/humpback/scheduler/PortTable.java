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

    /** Costs the size of the table and of the range, not their product. */
    void take(String protocol, int first, int last) {
        int low = at(key(protocol, first));
        int high = at(key(protocol, last) + 1);
        int width = last - first + 1;
        int[] newKeys = new int[keys.length - (high - low) + width];
        int[] newCounts = new int[newKeys.length];
        System.arraycopy(keys, 0, newKeys, 0, low);
        System.arraycopy(counts, 0, newCounts, 0, low);
        int old = low;
        for (int i = 0; i < width; i++) {
            int key = key(protocol, first + i);
            newKeys[low + i] = key;
            newCounts[low + i] = old < high && keys[old] == key ? counts[old++] + 1 : 1;
        }
        System.arraycopy(keys, high, newKeys, low + width, keys.length - high);
        System.arraycopy(counts, high, newCounts, low + width, keys.length - high);
        keys = newKeys;
        counts = newCounts;
    }

    /** Gives ports back; those that are not taken stay free. */
    void free(String protocol, int first, int last) {
        int low = key(protocol, first);
        int high = key(protocol, last);
        int[] newKeys = new int[keys.length];
        int[] newCounts = new int[keys.length];
        int left = 0;
        for (int i = 0; i < keys.length; i++) {
            int count = keys[i] >= low && keys[i] <= high ? counts[i] - 1 : counts[i];
            if (count > 0) {
                newKeys[left] = keys[i];
                newCounts[left++] = count;
            }
        }
        keys = Arrays.copyOf(newKeys, left);
        counts = Arrays.copyOf(newCounts, left);
    }

    private int at(int key) {
        int found = Arrays.binarySearch(keys, key);
        return found >= 0 ? found : -found - 1;
    }

    private static int key(String protocol, int port) {
        int number = switch (protocol) {
            case "tcp" -> 0;
            case "udp" -> 1;
            default -> 2;
        };
        return number << 16 | port;
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
