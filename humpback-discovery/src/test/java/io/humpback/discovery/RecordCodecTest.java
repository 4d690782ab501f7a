package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.contract.NodeRecord;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordCodecTest {
    private static final String KEY = "d9ffd834-c67b-4292-bab8-552c9afb77ea";
    private static final String DATA =
            "{\"id\":\"UO7A\",\"name\":\"hbnode1\",\"ip\":\"127.0.0.11\",\"apiaddr\":\"127.0.0.11:8511\",\"cpus\":2,"
                    + "\"memory\":25276510208,\"storagedirver\":\"overlay2\",\"kernelversion\":\"6.18\","
                    + "\"architecture\":\"x86_64\",\"operatingsystem\":\"Debian\",\"ostype\":\"linux\","
                    + "\"lables\":[\"zone=z1\",\"disk=ssd\"],\"appversion\":\"1.3.7\",\"dockerversion\":\"20.10.24\"}";
    private static final NodeRecord RECORD = new NodeRecord(
            "UO7A",
            "hbnode1",
            "127.0.0.11",
            "127.0.0.11:8511",
            2,
            25276510208L,
            "overlay2",
            "6.18",
            "x86_64",
            "Debian",
            "linux",
            List.of("zone=z1", "disk=ssd"),
            "1.3.7",
            "20.10.24");

    private static byte[] value(String key, String data) {
        String base64 = Base64.getEncoder().encodeToString((data + "\n").getBytes(StandardCharsets.UTF_8));
        return ("{\"key\":\"" + key + "\",\"data\":\"" + base64 + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesTheOriginalsLineByteForByte() {
        assertThat(RecordCodec.encode(KEY, RECORD)).isEqualTo(value(KEY, DATA));
    }

    @Test
    void readsTheOriginalsLine() {
        assertThat(RecordCodec.decode(KEY, value(KEY, DATA))).isEqualTo(RECORD);
    }

    @Test
    void readsWhatItWritesOfOurOwnAgents() {
        NodeRecord ours = RECORD.asOurs("i", "z1", true, 7).withSignature("s");

        assertThat(RecordCodec.decode(KEY, RecordCodec.encode(KEY, ours))).isEqualTo(ours);
    }

    @Test
    void ignoresWhatItDoesNotKnow() {
        String later = DATA.replace("{\"id\"", "{\"new\":{\"a\":[1]},\"id\"");
        String value = new String(value(KEY, later), StandardCharsets.UTF_8).replace("{\"key\"", "{\"v\":2,\"key\"");

        assertThat(RecordCodec.decode(KEY, value.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RECORD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                           | it is empty",
                "{                            | it is not the JSON of a node record",
                "null                         | it is null",
                "{\"key\":\"x\",\"data\":\"e30K\"} | its key is not the one under which it stands",
                "{\"key\":\"k\"}                | it has no data",
                "{\"key\":\"k\",\"data\":\"*\"}   | its data is not base64",
                "{\"key\":\"k\",\"data\":\"e3s=\"} | its data is not the JSON of a node record",
            })
    void refusesWhatIsNoRecordAndRepeatsNothingOfIt(String value, String reason) {
        assertThatThrownBy(() -> RecordCodec.decode("k", value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void refusesWhatIsTooLargeOrTooDeep() {
        byte[] large = ("\"" + "x".repeat(RecordCodec.MAX_BYTES) + "\"").getBytes(StandardCharsets.UTF_8);
        byte[] deep = ("[".repeat(1000) + "]".repeat(1000)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> RecordCodec.decode("k", large)).hasMessageContaining("expected: at most 65536");
        assertThatThrownBy(() -> RecordCodec.decode("k", deep)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void n13_keepsNothingOfWhatIsTooLarge() {
        byte[] largest = new byte[RecordCodec.MAX_BYTES];

        assertThat(RecordCodec.bounded(largest)).isSameAs(largest);
        assertThat(RecordCodec.bounded(new byte[RecordCodec.MAX_BYTES * 20])).hasSize(RecordCodec.MAX_BYTES + 1);
    }
}
