package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.Examples;
import io.humpback.core.Meta;
import io.humpback.core.MetaOptions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetaBaseTest {
    /** The original's cache holds a meta in this form, beside the configurations of its containers. */
    private static ObjectNode cached() {
        ObjectNode json = Captures.read("registry/cache-meta.json").deepCopy();
        json.remove("BaseConfigs");
        return json;
    }

    @Test
    void isWrittenAsItWasRead() {
        assertThat(Captures.text(Captures.parse(cached(), MetaBase.class))).isEqualTo(Captures.text(cached()));
    }

    @Test
    void ofAMetaIsTheOriginals() {
        Meta meta = EventBodyTest.meta(Captures.parse(cached(), MetaBase.class));

        assertThat(Captures.text(MetaBase.of(meta, meta.hooks()))).isEqualTo(Captures.text(cached()));
    }

    /** The flat form of the API has the same facts under the same keys, but for its empty lists. */
    @Test
    void hasTheFactsOfTheFlatForm() {
        JsonNode flat = Captures.read("meta-base-ok.json", "/response/body/Data/MetaBase");
        MetaBase base = Captures.parse(Captures.read("webhooks/UpdateMetaEvent.json", "/MetaBase"), MetaBase.class);
        JsonNode json = Captures.STRICT.valueToTree(base);

        assertThat(flat.fieldNames())
                .toIterable()
                .allMatch(key -> json.has(key) || json.get("Config").has(key));
    }

    @Test
    void saysZeroForAMetaThatWasNeverChanged() {
        assertThat(MetaBase.lastUpdateAt(Examples.meta())).isZero();
    }

    @Test
    void tellsTheSwitchesApart() {
        Meta meta = Examples.meta().withOptions(new MetaOptions(true, false), Examples.NOW);
        MetaBase base = MetaBase.of(meta, List.of());

        assertThat(base.isRemoveDelay()).isTrue();
        assertThat(base.isRecovery()).isFalse();
    }

    @Test
    void countsTimesInSeconds() {
        Instant changed = Instant.ofEpochMilli(1_795_343_635_999L);
        MetaBase base = MetaBase.of(Examples.meta().withInstances(1, changed), List.of());

        assertThat(base.lastUpdateAt()).isEqualTo(1_795_343_635L);
        assertThat(base.createAt()).isEqualTo(Examples.NOW.getEpochSecond());
    }
}
