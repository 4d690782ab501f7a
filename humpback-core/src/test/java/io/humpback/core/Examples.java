package io.humpback.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Values for tests that care about one part of them only, and seeded random ones. */
public final class Examples {
    public static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    public static final ContainerSpec WEB =
            ContainerSpec.builder("web", "nginx:1").build();
    public static final NodeFacts FACTS = new NodeFacts(
            "ENG1",
            "host1",
            4,
            8_000_000_000L,
            new Platform("linux", "x86_64"),
            "overlay2",
            "6.1",
            "Debian",
            "27.0",
            Map.of("zone", "Z1"));
    public static final Node NODE = new Node(NodeId.of("n1"), "host1", "10.0.0.1", "tcp://10.0.0.1:2375", FACTS, "");
    public static final ObservedContainer CONTAINER = new ObservedContainer(
            "c0ffee", "CLUSTER-g-web-1", ContainerState.of(ContainerState.Status.RUNNING), WEB, "/bin/web", null);

    private Examples() {}

    /** Returns the seeds of a property's runs; a failure names the one that failed. */
    public static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    public static Meta meta() {
        return new Meta(
                MetaId.of("m1"),
                GroupId.of("8f3c1d2e-0b4a"),
                3,
                2,
                2,
                WEB,
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                NOW,
                Instant.EPOCH);
    }

    public static Assignment assignment(int index, long incarnation) {
        return Assignment.of(index, incarnation, NodeId.of("n1"), 1, RunGoal.RUNNING);
    }

    /** Returns labels whose hashes are so mixed that only sorting puts them in order. */
    public static Map<String, String> manyLabels() {
        return IntStream.range(0, 40)
                .mapToObj(i -> Integer.toHexString(i * 0x9E3779B9))
                .collect(Collectors.toMap(key -> key, key -> "v"));
    }

    /** Returns one of {@code values}. */
    @SafeVarargs
    public static <T> T oneOf(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Returns a not blank text of 1 to {@code maxLength} characters of every kind, each plane of Unicode included. */
    public static String text(Random random, int maxLength) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(maxLength);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(codePoint(random));
        }
        return text.toString().isBlank() ? text.append('x').toString() : text.toString();
    }

    private static int codePoint(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "./%\\:-_~ \0\n2EeF".codePointAt(random.nextInt(15));
            case 1 -> random.nextInt(128);
            case 2 -> random.nextInt(0xD800);
            default -> 0xE000 + random.nextInt(Character.MAX_CODE_POINT - 0xE000 + 1);
        };
    }
}
