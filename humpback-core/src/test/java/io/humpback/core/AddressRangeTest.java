package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "0.0.0.0/0",
                "255.255.255.255/32",
                "::",
                "::1",
                "1::",
                "fd00::/8",
                "2001:db8:0:0:0:0:0:1/128",
                "2001:DB8::A",
                "::/0",
                "::ffff:10.0.0.1",
                "::ffff:10.0.0.0/104",
                "64:ff9b::192.0.2.33"
            })
    void takesAddressesAndRanges(String range) {
        assertThat(AddressRange.isValid(range)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "host",
                "localhost",
                "10.0.0",
                "10.0.0.1.2",
                "10.0.0.",
                ".10.0.0",
                "256.0.0.1",
                "999.1.1.1",
                "010.0.0.1",
                "1.2.3.-4",
                "10.0.0.1/",
                "10.0.0.1/33",
                "10.0.0.1/-1",
                "10.0.0.1/08",
                "10.0.0.1/8/8",
                "10.0.0.1/x",
                "\u0661\u0660.0.0.1",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1::",
                "12345::",
                "g::",
                "::1/129",
                "::1.2.3",
                "1.2.3.4::",
                "::ffff:1.2.3.4:5",
                "fe80::1%eth0",
                "[::1]",
                ".:",
                " 10.0.0.1",
                "10.0.0.1 "
            })
    void refusesEverythingElse(String range) {
        assertThat(AddressRange.isValid(range)).isFalse();
        assertThat(AddressRange.contains(range, "10.0.0.1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.2.3/16, 10.1.9.9, true",
        "10.1.0.0/17, 10.1.127.255, true",
        "10.1.0.0/17, 10.1.128.0, false",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "2001:db8::/33, 2001:db8:7fff::, true",
        "2001:db8::/33, 2001:db8:8000::, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "::/0, 10.0.0.1, false",
        "0.0.0.0/0, ::1, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true",
        "::ffff:10.0.0.0/104, 10.9.9.9, true",
        "::ffff:10.0.0.0/104, 11.0.0.1, false",
        "::ffff:0.0.0.0/96, 10.9.9.9, true",
        "::ffff:0.0.0.0/95, 10.9.9.9, false",
        "0.0.0.0/0, host1, false",
        "10.0.0.0/8, 10.0.0.1/8, false"
    })
    void comparesTheNamedBitsOfOneVersion(String range, String address, boolean expected) {
        assertThat(AddressRange.contains(range, address)).isEqualTo(expected);
    }

    @Test
    void takesNoEmptyAddress() {
        assertThat(AddressRange.contains("0.0.0.0/0", "")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void agreesWithArithmeticOnEveryPrefix(long seed) throws UnknownHostException {
        Random random = new Random(seed);
        byte[] base = bytes(random, random.nextBoolean() ? 4 : 16);
        byte[] tested = base.clone();
        int flipped = random.nextInt(8 * base.length);
        tested[flipped / 8] ^= (byte) (0x80 >> (flipped % 8));
        int bits = random.nextInt(8 * base.length + 1);
        int rest = 8 * base.length - bits;

        boolean expected = new BigInteger(1, base).shiftRight(rest).equals(new BigInteger(1, tested).shiftRight(rest));

        assertThat(AddressRange.contains(text(base) + "/" + bits, text(tested)))
                .as("seed=%d, flipped=%d, bits=%d", seed, flipped, bits)
                .isEqualTo(expected);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] = 0x20; // not 0: an address of version 6 that maps one of version 4 is read as that
        return bytes;
    }

    private static String text(byte[] address) throws UnknownHostException {
        return InetAddress.getByAddress(address).getHostAddress();
    }
}
