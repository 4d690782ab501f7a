package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.Constraint;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementRulesTest {
    private static final Placement PLACEMENT = new Placement(
            List.of(Constraint.parse("engine.labels.disk==ssd")),
            List.of("engine.labels.zone"),
            List.of(new Platform("plan9", "sparc")));

    private static Placement placement(String json) {
        return Captures.parse(Captures.LENIENT, json.replace('\'', '"'), PlacementRules.class)
                .toPlacement();
    }

    @Test
    void areWrittenAsTheyWereReadAndMeant() {
        JsonNode json = Captures.read("create-full.json", "/request/body/Placement");
        PlacementRules rules = Captures.parse(json, PlacementRules.class);

        assertThat(Captures.text(rules)).isEqualTo(Captures.text(json));
        assertThat(rules.toPlacement()).isEqualTo(PLACEMENT);
        assertThat(Captures.text(PlacementRules.of(PLACEMENT))).isEqualTo(Captures.text(json));
    }

    @Test
    void ofNoWishAreNulls() {
        JsonNode json = Captures.read("meta-ok.json", "/response/body/Data/Container/Placement");

        assertThat(Captures.text(PlacementRules.of(Placement.ANYWHERE))).isEqualTo(Captures.text(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'Constraints':null,'Preferences':null,'Platforms':null}",
                "{'Constraints':[],'Preferences':[],'Platforms':[]}",
                "{'Preferences':[{},{'Spread':null},{'Spread':{}}]}"
            })
    void meanAnywhereWhereTheySayNothing(String json) {
        assertThat(placement(json)).isEqualTo(Placement.ANYWHERE);
    }

    @Test
    void areReadWithKeysInAnyCase() {
        assertThat(
                        placement(
                                "{'constraints':['engine.labels.disk==ssd'],'PREFERENCES':[{'spread':"
                                        + "{'spreaddescriptor':'engine.labels.zone'}}],'platforms':[{'os':'plan9','ARCHITECTURE':'sparc'}]}"))
                .isEqualTo(PLACEMENT);
    }

    @Test
    void matchEveryPlatformWhereAPartIsLeftOut() {
        assertThat(placement("{'Platforms':[{},{'OS':'linux'}]}").platforms())
                .containsExactly(new Platform("", ""), new Platform("linux", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'Constraints':['nonsense']} | constraint: \"nonsense\" at character 9 (expected: == or !=)",
                "{'Constraints':['node.id==a',null]} | Constraints: null at 1 (expected: a value)",
                "{'Preferences':[null]} | Preferences: null at 0 (expected: a value)",
                "{'Platforms':[null]} | Platforms: null at 0 (expected: a value)"
            })
    void refuseWhatMakesNoSense(String json, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> placement(json)).withMessage(message);
    }
}
