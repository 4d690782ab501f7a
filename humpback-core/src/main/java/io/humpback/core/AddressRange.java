package io.humpback.core;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A literal IP address, version 4 or 6, or a range of them as {@code address/bits}. Reads the text itself, because the
 * platform's parser asks a name server for what it takes to be a name, such as {@code 999.1.1.1}. An address of version
 * 4 that is written as one of version 6 ({@code ::ffff:10.0.0.1}) is of version 4. Immutable.
 */
final class AddressRange {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int GROUPS = 8;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final byte[] base;
    private final int bits;

    private AddressRange(byte[] base, int bits) {
        this.base = base;
        this.bits = bits;
    }

    static boolean isValid(String range) {
        return parse(range) != null;
    }

    /**
     * Returns whether {@code address} lies in {@code range}; false where one of them is malformed or they differ in
     * version.
     */
    static boolean contains(String range, String address) {
        int slash = range.indexOf('/');
        long network = packed(range, slash < 0 ? range.length() : slash);
        long tested = packed(address, address.length());
        if (network >= 0 && tested >= 0 && isValidLength(range, slash)) {
            int length = slash < 0 ? 32 : Integer.parseInt(range, slash + 1, range.length(), 10);
            return length == 0 || ((network ^ tested) >>> (32 - length)) == 0;
        }
        return containsAny(range, address);
    }

    /** Two digits at most and no sign, so that reading them needs no copy of the text. */
    private static boolean isValidLength(String range, int slash) {
        int digits = range.length() - slash - 1;
        if (slash < 0) {
            return true;
        }
        for (int i = slash + 1; i < range.length(); i++) {
            if (range.charAt(i) < '0' || range.charAt(i) > '9') {
                return false;
            }
        }
        boolean leadingZero = digits == 2 && range.charAt(slash + 1) == '0';
        return digits >= 1
                && digits <= 2
                && !leadingZero
                && Integer.parseInt(range, slash + 1, range.length(), 10) <= 32;
    }

    /** Returns an address of version 4 as a number, -1 if it is none. Allocates nothing: it is asked for every node. */
    private static long packed(String text, int end) {
        long all = 0;
        int part = -1;
        int dots = 0;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '.' && part >= 0 && ++dots < 4) {
                all = (all << 8) | part;
                part = -1;
            } else if (c >= '0' && c <= '9' && part != 0) {
                part = Math.max(part, 0) * 10 + c - '0';
                if (part > 255) {
                    return -1;
                }
            } else {
                return -1;
            }
        }
        return dots == 3 && part >= 0 ? (all << 8) | part : -1;
    }

    private static boolean containsAny(String range, String address) {
        AddressRange outer = parse(range);
        AddressRange inner = address.indexOf('/') < 0 ? parse(address) : null;
        return outer != null && inner != null && outer.covers(inner.base);
    }

    private boolean covers(byte[] address) {
        if (base.length != address.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((base[i / 8] & mask) != (address[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable AddressRange parse(String range) {
        int slash = range.indexOf('/');
        String address = slash < 0 ? range : range.substring(0, slash);
        byte[] base = address.indexOf(':') < 0 ? version4(address) : version6(address);
        if (base == null) {
            return null;
        }
        int bits = slash < 0 ? 8 * base.length : number(range.substring(slash + 1), 8 * base.length);
        if (bits < 0) {
            return null;
        }
        boolean mapped = bits >= 8 * MAPPED.length
                && base.length > MAPPED.length
                && Arrays.equals(Arrays.copyOf(base, MAPPED.length), MAPPED);
        return mapped
                ? new AddressRange(Arrays.copyOfRange(base, MAPPED.length, base.length), bits - 8 * MAPPED.length)
                : new AddressRange(base, bits);
    }

    /** Returns the decimal number, -1 if it is none or above {@code max}. A leading zero might mean octal: refused. */
    private static int number(String text, int max) {
        if (!NUMBER.matcher(text).matches()) {
            return -1;
        }
        int number = Integer.parseInt(text);
        return number <= max ? number : -1;
    }

    private static byte @Nullable [] version4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = number(parts[i], 255);
            if (part < 0) {
                return null;
            }
            address[i] = (byte) part;
        }
        return address;
    }

    private static byte @Nullable [] version6(String text) {
        String groups = withoutDots(text);
        if (groups == null) {
            return null;
        }
        int gap = groups.indexOf("::");
        List<String> head = split(gap < 0 ? groups : groups.substring(0, gap));
        List<String> tail = split(gap < 0 ? "" : groups.substring(gap + 2));
        int missing = GROUPS - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return null;
        }
        byte[] address = new byte[2 * GROUPS];
        return write(head, address, 0) && write(tail, address, head.size() + missing) ? address : null;
    }

    /** Returns {@code text} with an address of version 4 at its end written as two groups; null if it is malformed. */
    private static @Nullable String withoutDots(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int last = text.lastIndexOf(':') + 1;
        byte[] end = version4(text.substring(last));
        return end == null
                ? null
                : text.substring(0, last)
                        + Integer.toHexString((end[0] & 0xff) << 8 | (end[1] & 0xff))
                        + ":"
                        + Integer.toHexString((end[2] & 0xff) << 8 | (end[3] & 0xff));
    }

    private static List<String> split(String groups) {
        return groups.isEmpty() ? List.of() : List.of(groups.split(":", -1));
    }

    private static boolean write(List<String> groups, byte[] address, int position) {
        for (int i = 0; i < groups.size(); i++) {
            if (!GROUP.matcher(groups.get(i)).matches()) {
                return false;
            }
            int group = Integer.parseInt(groups.get(i), 16);
            address[2 * (position + i)] = (byte) (group >> 8);
            address[2 * (position + i) + 1] = (byte) group;
        }
        return true;
    }
}
