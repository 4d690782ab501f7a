package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConstraintMatchTest {
    private static final Map<String, String> LABELS = Map.of("disk", "SSD");

    @ParameterizedTest
    @CsvSource({
        "node.id==N1, true",
        "node.id==eng1, true",
        "node.id==n2, false",
        "node.id!=eng1, false",
        "node.id!=n2, true",
        "node.hostname==HOST1, true",
        "node.hostname==host2, false",
        "node.hostname!=host1, false",
        "node.ip==10.0.0.1, true",
        "node.ip==10.0.0.0/24, true",
        "node.ip==10.0.1.0/24, false",
        "node.ip!=10.0.0.0/24, false",
        "node.ip==::/0, false",
        "node.platform.os==Linux, true",
        "node.platform.os==windows, false",
        "node.platform.os!=windows, true",
        "node.platform.arch==amd64, true",
        "node.platform.arch==X86_64, true",
        "node.platform.arch==arm64, false",
        "node.platform.arch!=amd64, false",
        "node.labels.disk==ssd, true",
        "node.labels.disk==hdd, false",
        "node.labels.disk!=ssd, false",
        "node.labels.DISK==ssd, false",
        "engine.labels.zone==z1, true",
        "engine.labels.zone!=z1, false",
        "engine.labels.Zone==z1, false"
    })
    void comparesValuesWithoutCaseAndKeysWithIt(String constraint, boolean expected) {
        assertThat(Constraint.parse(constraint).matches(Examples.NODE, LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "node.labels.rack==7, false",
        "node.labels.rack!=7, true",
        "engine.labels.rack==7, false",
        "engine.labels.rack!=7, true",
        "engine.labels.disk==ssd, false",
        "node.labels.zone==z1, false"
    })
    void aMissingLabelEqualsNothing(String constraint, boolean expected) {
        assertThat(Constraint.parse(constraint).matches(Examples.NODE, LABELS)).isEqualTo(expected);
    }

    @Test
    void aNodeThatWasNotAskedYetEqualsNothing() {
        Node unknown = Examples.NODE.withFacts(NodeFacts.UNKNOWN);

        assertThat(Constraint.parse("node.platform.os==linux").matches(unknown, Map.of()))
                .isFalse();
        assertThat(Constraint.parse("node.platform.arch==amd64").matches(unknown, Map.of()))
                .isFalse();
        assertThat(Constraint.parse("engine.labels.zone==z1").matches(unknown, Map.of()))
                .isFalse();
    }

    @Test
    void aNodeNamedByHostNameLiesInNoRange() {
        Node named = new Node(NodeId.of("n1"), "host1", "host1.example", "tcp://host1:2375", Examples.FACTS, "");

        assertThat(Constraint.parse("node.ip==0.0.0.0/0").matches(named, Map.of()))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void notEqualIsTheOppositeOfEqual(long seed) {
        Random random = new Random(seed);
        Constraint.Attribute attribute = Examples.oneOf(random, Constraint.Attribute.values());
        boolean label = attribute == Constraint.Attribute.NODE_LABEL || attribute == Constraint.Attribute.ENGINE_LABEL;
        String key = label ? (random.nextBoolean() ? "disk" : "zone") : "";
        String[] values = {"n1", "host1", "10.0.0.1", "linux", "x86_64", "ssd", "z1"};
        String value =
                attribute == Constraint.Attribute.IP ? "10.0.0." + random.nextInt(3) : Examples.oneOf(random, values);

        boolean equal = new Constraint(attribute, key, true, value).matches(Examples.NODE, LABELS);

        assertThat(new Constraint(attribute, key, false, value).matches(Examples.NODE, LABELS))
                .as("seed=%d", seed)
                .isEqualTo(!equal);
    }
}
