package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Constraint.Attribute;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConstraintTest {
    @ParameterizedTest
    @CsvSource({
        "node.id==n1, ID, '', true, n1",
        "node.id!=n1, ID, '', false, n1",
        "node.hostname==web-1, HOSTNAME, '', true, web-1",
        "node.hostname!=web-1, HOSTNAME, '', false, web-1",
        "node.ip==10.0.0.1, IP, '', true, 10.0.0.1",
        "node.ip!=10.1.0.0/16, IP, '', false, 10.1.0.0/16",
        "node.ip==fd00::/8, IP, '', true, fd00::/8",
        "node.platform.os==linux, OS, '', true, linux",
        "node.platform.os!=windows, OS, '', false, windows",
        "node.platform.arch==amd64, ARCH, '', true, amd64",
        "node.platform.arch!=s390x, ARCH, '', false, s390x",
        "node.labels.disk==ssd, NODE_LABEL, disk, true, ssd",
        "node.labels.disk!=ssd, NODE_LABEL, disk, false, ssd",
        "engine.labels.zone==a, ENGINE_LABEL, zone, true, a",
        "engine.labels.zone!=a, ENGINE_LABEL, zone, false, a",
        "node.labels.com.example.rack==7, NODE_LABEL, com.example.rack, true, 7"
    })
    void readsEveryForm(String text, Attribute attribute, String label, boolean equal, String value) {
        assertThat(Constraint.parse(text)).isEqualTo(new Constraint(attribute, label, equal, value));
    }

    @ParameterizedTest
    @CsvSource({
        "'  node.id  ==  n1  ', node.id==n1",
        "'node.labels.disk\t!= fast one ', node.labels.disk!=fast one",
        "'node.ip == 10.0.0.0/8', node.ip==10.0.0.0/8",
        "NODE.ID==N1, node.id==N1",
        "Node.Labels.Disk==SSD, node.labels.Disk==SSD",
        "node.labels.a==b==c, node.labels.a==b==c",
        "node.labels.a!=!=, node.labels.a!=!=",
        "node.id===, node.id==="
    })
    void ignoresSpacesAndTheCaseOfTheAttributeOnly(String text, String expected) {
        assertThat(Constraint.parse(text)).hasToString(expected);
    }

    /** Each text, the position named, and what is expected there. */
    @ParameterizedTest
    @CsvSource({
        "'', 1, == or !=",
        "'   ', 4, == or !=",
        "node.id, 8, == or !=",
        "node.id=n1, 8, == or !=",
        "node.id=, 8, == or !=",
        "node.id!n1, 8, == or !=",
        "node.id = =n1, 9, == or !=",
        "node.id>=n1, 9, == or !=",
        "==n1, 1, node.id",
        "' ==n1', 2, node.id",
        "node.name==n1, 1, node.id",
        "' foo==n1', 2, node.id",
        "node.idx==n1, 1, node.id",
        "nod.id==n1, 1, node.id",
        "node.labels==x, 1, node.id",
        "engine.id==x, 1, node.id",
        "node.labels.==ssd, 13, a label's key",
        "' node.labels. ==ssd', 14, a label's key",
        "engine.labels.!=ssd, 15, a label's key",
        "node.id==, 10, a value",
        "'node.id!=  ', 12, a value",
        "node.ip==host, 10, an address",
        "'node.ip ==  10.0.0', 13, an address",
        "node.ip==10.0.0.0/33, 10, an address",
        "node.ip===, 10, an address",
        "node.ip!=::/129, 10, an address"
    })
    void namesThePositionOfWhatIsMalformed(String text, int position, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Constraint.parse(text))
                .withMessageStartingWith("constraint: \"%s\" at character %d (expected: %s", text, position, expected);
    }

    @Test
    void checksItselfAlsoWhenItIsNotParsed() {
        assertThatThrownBy(() -> new Constraint(Attribute.NODE_LABEL, "", true, "x"))
                .hasMessage("label: \"\" (expected: a label's key)");
        assertThatThrownBy(() -> new Constraint(Attribute.ID, "disk", true, "x"))
                .hasMessage("label: \"disk\" (expected: none beside node.id)");
        assertThatThrownBy(() -> new Constraint(Attribute.ID, "", true, " "))
                .hasMessage("value: \" \" (expected: not blank)");
        assertThatThrownBy(() -> new Constraint(Attribute.IP, "", true, "10.0.0.0/99"))
                .hasMessageStartingWith("value: \"10.0.0.0/99\" (expected: an address");
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void isReadBackFromItsText(long seed) {
        Random random = new Random(seed);
        Attribute attribute = Examples.oneOf(random, Attribute.values());
        boolean label = attribute == Attribute.NODE_LABEL || attribute == Attribute.ENGINE_LABEL;
        String key = label ? "k" + random.nextInt(1000) + "." + random.nextInt(9) : "";
        String value = attribute == Attribute.IP
                ? "10." + random.nextInt(256) + ".0.0/" + random.nextInt(33)
                : "v" + Examples.text(random, 5) + "v";
        Constraint constraint = new Constraint(attribute, key, random.nextBoolean(), value);

        assertThat(Constraint.parse(constraint.toString())).as("seed=%d", seed).isEqualTo(constraint);
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void answersAnyTextWithAConstraintOrARefusal(long seed) {
        Random random = new Random(seed);
        String text = Examples.text(random, 6) + (random.nextBoolean() ? "==" : "!") + Examples.text(random, 3);

        assertThatIllegalArgumentException()
                .as("seed=%d", seed)
                .isThrownBy(() -> Constraint.parse(text))
                .withMessageStartingWith("constraint: ");
    }
}
