package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Document;
import io.humpback.core.DocumentKey;
import io.humpback.core.DocumentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "..", "a/b", "100%", "%2F", "ü上\uD83D\uDC0B", "tcp://h:1"})
    void findsANameAgain(String name) {
        String path = StateKeys.of(DocumentKey.of(DocumentKind.NODE, name));

        assertThat(StateKeys.unescape(path.substring("state/nodes/".length()))).isEqualTo(name);
    }

    @ParameterizedTest
    @EnumSource(DocumentKind.class)
    void findsTheKindOfAKey(DocumentKind kind) {
        assertThat(StateKeys.kindOf(StateKeys.of(DocumentKey.of(kind, "x")))).isEqualTo(kind);
    }

    @Test
    void loadsAllButTheEvents() {
        for (Document document : TestingDocuments.oneOfEach()) {
            String key = StateKeys.of(document.key());
            assertThat(StateKeys.loaded().stream().anyMatch(key::startsWith))
                    .as(key)
                    .isEqualTo(document.key().kind() != DocumentKind.EVENT);
        }
    }
}
