package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {
    /** A way to make an id, given what it makes it of. */
    interface Maker extends Function<String, Record> {}

    static Stream<Arguments> makers() {
        return Stream.of(
                Arguments.of("groupId", (Maker) GroupId::of),
                Arguments.of("metaId", (Maker) MetaId::of),
                Arguments.of("nodeId", (Maker) NodeId::of),
                Arguments.of("operationId", (Maker) OperationId::of));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void areTheirText(String name, Maker maker) {
        List<String> texts =
                List.of("x", "..", "../../etc", "a/b", "%2f", "grüße", "\uD83D\uDC0B", "tcp://10.0.0.1:2375");

        assertThat(texts)
                .allSatisfy(text ->
                        assertThat(maker.apply(text)).as(name).hasToString(text).isEqualTo(maker.apply(text)));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void holdAtMost256Characters(String name, Maker maker) {
        assertThat(maker.apply("x".repeat(256))).hasToString("x".repeat(256));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> maker.apply("x".repeat(257)))
                .withMessage("%s: 257 characters (expected: at most 256)", name);
    }

    @ParameterizedTest
    @MethodSource("makers")
    void areNotBlank(String name, Maker maker) {
        for (String blank : List.of("", " ", "\n", "\u2003")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> maker.apply(blank))
                    .withMessage("%s: \"%s\" (expected: not blank)", name, blank);
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void holdNoWhiteSpaceAndNoControlCharacter(String name, Maker maker) {
        for (char c : "\0\t\n\r\u001b\u007f\u0085 \u00a0\u2003\u2028\u2029\u3000".toCharArray()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> maker.apply("ab" + c + "d"))
                    .withMessage(
                            "%s: character U+%04X at 2 (expected: no white space or control character)", name, (int) c);
        }
    }

    @ParameterizedTest
    @MethodSource("makers")
    void holdNoHalfOfASurrogatePair(String name, Maker maker) {
        for (String half : List.of("\uD83D", "a\uDC0B", "\uDC0B\uD83D", "\uD83D\uD83D\uDC0B")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> maker.apply(half))
                    .withMessageStartingWith(name + ": character U+D")
                    .withMessageEndingWith("(expected: surrogates in pairs)");
        }
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void areOrderedByTheirText(long seed) {
        Random random = new Random(seed);
        String a = "a" + random.nextInt(30);
        String b = "a" + random.nextInt(30);
        int expected = Integer.signum(a.compareTo(b));

        assertThat(List.of(
                        Integer.signum(GroupId.of(a).compareTo(GroupId.of(b))),
                        Integer.signum(MetaId.of(a).compareTo(MetaId.of(b))),
                        Integer.signum(NodeId.of(a).compareTo(NodeId.of(b))),
                        Integer.signum(OperationId.of(a).compareTo(OperationId.of(b)))))
                .as("seed=%d", seed)
                .containsOnly(expected);
    }

    @Test
    void ofOtherKindsAreNotEqual() {
        assertThat((Object) GroupId.of("x")).isNotEqualTo(MetaId.of("x"));
    }
}
