package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSignatureTest {
    private static final ClusterToken TOKEN = new ClusterToken("correct-horse-battery-staple");
    private static final String KEY = "d9ffd834-c67b-4292-bab8-552c9afb77ea";
    private static final NodeRecord RECORD = RecordSignature.sign(
            KEY,
            Captures.parse(Captures.read("registry/node.json"), NodeRecord.class)
                    .asOurs("start-1", "z1", false, 1_700_000_000_000L),
            TOKEN);

    @Test
    void holdsForWhatWasSigned() {
        assertThat(RecordSignature.isValid(KEY, RECORD, TOKEN)).isTrue();
    }

    /** Computed apart from this program, with Python's hmac over {@link #coversEveryFieldByNameAndLength}'s text. */
    @Test
    void isTheSameForEveryProgram() {
        assertThat(RECORD.signature()).isEqualTo("5QxvwrKFSWH0SRQH-7Dnl5b5JaO7MWWffSHfkg9L8Jg");
    }

    @Test
    void coversEveryFieldByNameAndLength() {
        assertThat(RecordSignature.canonical(KEY, RECORD)).isEqualTo("""
                        purpose=22:humpback node record 1
                        key=36:d9ffd834-c67b-4292-bab8-552c9afb77ea
                        id=59:UO7A:SDHZ:XRVG:36T6:H7XE:PWFL:GTOX:I5VS:SF5B:TVW5:R6TF:C3RZ
                        name=7:hbnode1
                        ip=10:127.0.0.11
                        apiaddr=15:127.0.0.11:8511
                        cpus=1:2
                        memory=11:25276510208
                        storagedirver=8:overlay2
                        kernelversion=15:6.18.44-fc-v657
                        architecture=6:x86_64
                        operatingsystem=30:Debian GNU/Linux 12 (bookworm)
                        ostype=5:linux
                        lables=1:2
                        lables=7:zone=z1
                        lables=8:disk=ssd
                        appversion=5:1.3.7
                        dockerversion=14:20.10.24+dfsg1
                        protocol=1:1
                        instance=7:start-1
                        zone=2:z1
                        tls=5:false
                        epochs=4:true
                        stamp=13:1700000000000
                        """);
    }

    @ParameterizedTest(name = "A10: {0} forged")
    @CsvSource({
        "id, other",
        "name, other",
        "ip, 10.0.0.9",
        "apiaddr, 10.0.0.9:8500",
        "cpus, 64",
        "memory, 1",
        "storagedirver, other",
        "kernelversion, other",
        "architecture, other",
        "operatingsystem, other",
        "ostype, other",
        "appversion, other",
        "dockerversion, other",
        "protocol, 2",
        "instance, other",
        "zone, other",
        "tls, true",
        "epochs, false",
        "stamp, 1700000000001",
        "signature, AAAA",
        "signature, ''",
        "signature, not base64"
    })
    void a10_refusesARecordThatWasChanged(String field, String value) {
        ObjectNode forged = ((ObjectNode) Captures.parse(Captures.STRICT, Captures.text(RECORD), JsonNode.class));
        forged.put(field, value);

        assertThat(RecordSignature.isValid(KEY, Captures.parse(forged, NodeRecord.class), TOKEN))
                .isFalse();
    }

    @ParameterizedTest(name = "A10: {0} taken away")
    @CsvSource({"id", "lables", "zone", "protocol", "stamp", "signature"})
    void a10_refusesARecordFromWhichSomethingWasTaken(String field) {
        ObjectNode forged = ((ObjectNode) Captures.parse(Captures.STRICT, Captures.text(RECORD), JsonNode.class));
        forged.remove(field);

        assertThat(RecordSignature.isValid(KEY, Captures.parse(forged, NodeRecord.class), TOKEN))
                .isFalse();
    }

    @Test
    void a10_refusesARecordUnderAnotherKeyOrToken() {
        assertThat(RecordSignature.isValid("another", RECORD, TOKEN)).isFalse();
        assertThat(RecordSignature.isValid(KEY, RECORD, new ClusterToken("correct-horse-battery-stapl3")))
                .isFalse();
    }

    /** One label with a line feed in it must not read as two. */
    @Test
    void a10_tellsApartRecordsThatPrintAlike() {
        NodeRecord two = Captures.parse(Captures.STRICT, "{\"lables\":[\"a=1\",\"b=2\"]}", NodeRecord.class);
        NodeRecord one = Captures.parse(Captures.STRICT, "{\"lables\":[\"a=1\\nlables=3:b=2\"]}", NodeRecord.class);

        assertThat(two.labels()).isEqualTo(List.of("a=1", "b=2"));
        assertThat(RecordSignature.canonical(KEY, two)).isNotEqualTo(RecordSignature.canonical(KEY, one));
    }
}
