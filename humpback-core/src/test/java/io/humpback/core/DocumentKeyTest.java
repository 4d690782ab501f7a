package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentKeyTest {
    @ParameterizedTest
    @CsvSource({
        "web-1_2.3:4, metas/web-1_2.3:4",
        "AZaz09, metas/AZaz09",
        "a/b, metas/a%2Fb",
        "../etc, metas/..%2Fetc",
        "., metas/%2E",
        ".., metas/%2E%2E",
        "..., metas/%2E%2E%2E",
        ".a, metas/.a",
        "%2E, metas/%252E",
        "a b, metas/a%20b",
        "'\\', metas/%5C",
        "ü, metas/%C3%BC",
        "\uD83D\uDC0B, metas/%F0%9F%90%8B",
        "tcp://h:1, metas/tcp:%2F%2Fh:1"
    })
    void writesWhatIsNoPlainCharacterInHexadecimal(String name, String path) {
        assertThat(DocumentKey.of(DocumentKind.META, name).path()).isEqualTo(path);
    }

    @Test
    void writesEachNameAfterASlash() {
        assertThat(DocumentKey.of(DocumentKind.EVENT, "m1", "7")).hasToString("outbox/m1/7");
    }

    @Test
    void hasAtLeastOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DocumentKey.of(DocumentKind.META))
                .withMessage("names: none (expected: at least one)");
    }

    @Test
    void hasNoBlankName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DocumentKey.of(DocumentKind.META, "a", " "))
                .withMessage("name: \" \" (expected: not blank)");
    }

    /** Each half would be written as a question mark. */
    @Test
    void hasNoNameThatCannotBeWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DocumentKey.of(DocumentKind.META, "a\uD83D"))
                .withMessage("name: character U+D83D at 1 (expected: surrogates in pairs)");
    }

    @Test
    void isNotChangedThroughItsNames() {
        List<String> names = new ArrayList<>(List.of("a"));
        DocumentKey key = new DocumentKey(DocumentKind.META, names);

        names.add("b");

        assertThat(key).isEqualTo(DocumentKey.of(DocumentKind.META, "a"));
        assertThatThrownBy(() -> key.names().add("b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void isTheOnlyOneWithItsPath(long seed) {
        Random random = new Random(seed);
        Map<String, DocumentKey> byPath = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            DocumentKey key = key(random);
            DocumentKey other = byPath.put(key.path(), key);

            assertThat(other == null ? key : other).as("seed=%d", seed).isEqualTo(key);
        }
    }

    /** Reads the path back, by other means than wrote it: nothing is lost, so no two keys share a path. */
    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void canBeReadBackFromItsPath(long seed) {
        Random random = new Random(seed);
        DocumentKey key = key(random);

        List<String> parts = Arrays.asList(key.path().split("/", -1));
        List<String> names = parts.subList(1, parts.size()).stream()
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();

        assertThat(parts.get(0)).as("seed=%d", seed).isEqualTo(key.kind().folder());
        assertThat(names).as("seed=%d", seed).isEqualTo(key.names());
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void leadsNowhereElse(long seed) {
        DocumentKey key = key(new Random(seed));

        assertThat(key.path().split("/", -1))
                .as("seed=%d", seed)
                .hasSize(1 + key.names().size())
                .allMatch(part -> part.matches("[-_:.%A-Za-z0-9]+"))
                .noneMatch(part -> part.matches("\\.+"));
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void isEqualToWhatItIsOrderedWith(long seed) {
        Random random = new Random(seed);
        DocumentKey a = DocumentKey.of(DocumentKind.META, "" + (char) ('a' + random.nextInt(3)));
        DocumentKey b = DocumentKey.of(DocumentKind.META, "" + (char) ('a' + random.nextInt(3)));

        assertThat(a.compareTo(b) == 0).as("seed=%d", seed).isEqualTo(a.equals(b));
    }

    @ParameterizedTest
    @EnumSource(DocumentKind.class)
    void beginsWithTheFolderOfItsKind(DocumentKind kind) {
        assertThat(DocumentKey.of(kind, "x").path()).isEqualTo(kind.folder() + "/x");
    }

    private static DocumentKey key(Random random) {
        DocumentKind kind = Examples.oneOf(random, DocumentKind.values());
        String[] names = new String[1 + random.nextInt(3)];
        Arrays.setAll(names, i -> Examples.text(random, 4));
        return DocumentKey.of(kind, names);
    }
}
