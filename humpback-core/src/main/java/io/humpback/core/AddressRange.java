package io.humpback.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Literal IP addresses, version 4 and 6, and ranges of them as {@code address/bits}. Never asks a name server. */
final class AddressRange {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    private AddressRange() {}

    static boolean isValid(String range) {
        int slash = range.indexOf('/');
        byte[] address = parse(slash < 0 ? range : range.substring(0, slash));
        if (address == null) {
            return false;
        }
        return slash < 0
                || (BITS.matcher(range.substring(slash + 1)).matches()
                        && Integer.parseInt(range.substring(slash + 1)) <= 8 * address.length);
    }

    /** Returns whether {@code address} lies in {@code range}; false where {@code address} is no literal address. */
    static boolean contains(String range, String address) {
        int slash = range.indexOf('/');
        byte[] base = parse(slash < 0 ? range : range.substring(0, slash));
        byte[] tested = parse(address);
        if (base == null || tested == null || base.length != tested.length) {
            return false;
        }
        int bits = slash < 0 ? 8 * base.length : Integer.parseInt(range.substring(slash + 1));
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((base[i / 8] & mask) != (tested[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] parse(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
