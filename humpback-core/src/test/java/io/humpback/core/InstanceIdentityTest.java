package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceIdentityTest {
    private static final InstanceIdentity IDENTITY =
            new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 2, 5, 3, 7);

    @Test
    void isWrittenInSevenLabels() {
        assertThat(IDENTITY.labels())
                .containsExactly(
                        Map.entry("humpback.cluster", "c1"),
                        Map.entry("humpback.group", "g1"),
                        Map.entry("humpback.meta", "m1"),
                        Map.entry("humpback.index", "2"),
                        Map.entry("humpback.incarnation", "5"),
                        Map.entry("humpback.spec", "3"),
                        Map.entry("humpback.epoch", "7"));
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void isReadBackFromItsLabelsAmongOthers(long seed) {
        Random random = new Random(seed);
        InstanceIdentity identity = new InstanceIdentity(
                "c" + random.nextInt(),
                GroupId.of("g" + random.nextInt()),
                MetaId.of("m" + random.nextInt()),
                1 + random.nextInt(Integer.MAX_VALUE),
                1 + (random.nextLong() >>> 2),
                random.nextLong() >>> 1,
                random.nextLong() >>> 1);
        Map<String, String> labels = new HashMap<>(Map.of("maintainer", "me"));
        labels.putAll(identity.labels());

        assertThat(InstanceIdentity.of(labels)).as("seed=%d", seed).contains(identity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "group", "meta", "index", "incarnation", "spec", "epoch"})
    void isNotReadWhereALabelIsMissingOrBlank(String label) {
        Map<String, String> missing = new HashMap<>(IDENTITY.labels());
        missing.remove("humpback." + label);
        Map<String, String> blank = new HashMap<>(IDENTITY.labels());
        blank.put("humpback." + label, " ");

        assertThat(InstanceIdentity.of(missing)).isEmpty();
        assertThat(InstanceIdentity.of(blank)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "index, 0",
        "index, -1",
        "index, 1.5",
        "index, one",
        "index, 2147483648",
        "incarnation, 0",
        "incarnation, -5",
        "incarnation, 9223372036854775808",
        "spec, -1",
        "spec, x",
        "epoch, -1",
        "epoch, 0x10",
        "group, a b",
        "meta, 'a\nb'"
    })
    void isNotReadFromDamagedLabels(String label, String value) {
        Map<String, String> labels = new HashMap<>(IDENTITY.labels());
        labels.put("humpback." + label, value);

        assertThat(InstanceIdentity.of(labels)).isEmpty();
    }

    @Test
    void isNotReadFromForeignLabels() {
        assertThat(InstanceIdentity.of(Map.of())).isEmpty();
        assertThat(InstanceIdentity.of(Map.of("maintainer", "me"))).isEmpty();
    }

    @Test
    void checksItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 0, 1, 1, 1))
                .withMessage("index: 0 (expected: 1-2147483647)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 1, 0, 1, 1))
                .withMessage("incarnation: 0 (expected: >= 1)");
    }

    @Test
    void isTakenOutOfLabelsThatAreShown() {
        Map<String, String> labels = new HashMap<>(Map.of("maintainer", "me", "humpbacked", "whale"));
        labels.putAll(IDENTITY.labels());

        assertThat(InstanceIdentity.withoutOurs(labels)).isEqualTo(Map.of("maintainer", "me", "humpbacked", "whale"));
    }

    @Test
    void leavesTheLabelsItIsTakenOutOf() {
        Map<String, String> labels = IDENTITY.labels();

        InstanceIdentity.withoutOurs(labels).put("k", "v");

        assertThat(labels).isEqualTo(IDENTITY.labels());
    }

    @ParameterizedTest
    @CsvSource({
        "8f3c1d2e-0b4a-4c6e-9f10-1a2b3c4d5e6f, web, 1, CLUSTER-8f3c1d2e-web-1",
        "12345678, web, 12, CLUSTER-12345678-web-12",
        "123456789, web, 1, CLUSTER-12345678-web-1",
        "1234567, web, 1, CLUSTER-1234567-web-1",
        "g, a-b, 3, CLUSTER-g-a-b-3",
        "default, web, 1, CLUSTER-default-web-1"
    })
    void namesContainersByTheFirstEightCharactersOfTheGroup(String group, String name, int index, String expected) {
        assertThat(InstanceIdentity.containerName(GroupId.of(group), name, index))
                .isEqualTo(expected);
    }
}
