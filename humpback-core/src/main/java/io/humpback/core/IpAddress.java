package io.humpback.core;

/** Questions about literal IP addresses, version 4 or 6; a name is never looked up. Stateless. */
public final class IpAddress {
    private IpAddress() {}

    /** Returns whether {@code text} is a literal address, and not a range of them. */
    public static boolean isLiteral(String text) {
        return text.indexOf('/') < 0 && AddressRange.isValid(text);
    }

    /**
     * Returns whether {@code address} lies in {@code range}, an address or {@code address/bits}; false where one of
     * them is malformed or they differ in version.
     */
    public static boolean isIn(String range, String address) {
        return AddressRange.contains(range, address);
    }

    /** Returns whether {@code address} is a literal address that one host can be reached at. */
    public static boolean isHost(String address) {
        return isLiteral(address)
                && !isIn("0.0.0.0/8", address)
                && !isIn("224.0.0.0/4", address)
                && !isIn("255.255.255.255", address)
                && !isIn("::", address)
                && !isIn("ff00::/8", address);
    }
}
