package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/failure-modes.md has every row of the catalogue, and every test that it names exists. */
class FailureModesTest {
    private static final Pattern ROW = Pattern.compile("^\\| ([A-Z]\\d+) \\|(.*)\\|$");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*)\\.([A-Za-z0-9_]+)`");
    private static final Pattern METHOD = Pattern.compile("void ([a-zA-Z0-9_]+)\\(");

    /** How many rows the catalogue has under each letter. */
    private static final Map<String, Integer> CATALOGUE =
            new TreeMap<>(Map.of("N", 13, "B", 10, "D", 14, "C", 14, "W", 8, "A", 11, "O", 14));

    private static final Map<String, String> ROWS = new TreeMap<>();
    private static final Map<String, List<String>> METHODS = new TreeMap<>();
    private static String text = "";

    @BeforeAll
    static void read() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        text = Files.readString(root.resolve("docs/failure-modes.md"));
        for (String line : text.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(ROWS.put(row.group(1), row.group(2)))
                        .as("second row " + row.group(1))
                        .isNull();
            }
        }
        for (String module : List.of("core", "scheduler", "discovery", "webhook", "server")) {
            try (Stream<Path> files = Files.walk(root.resolve("humpback-" + module + "/src/test"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(FailureModesTest::readMethods);
            }
        }
    }

    private static void readMethods(Path file) {
        try {
            String type = file.getFileName().toString().replace(".java", "");
            Matcher method = METHOD.matcher(Files.readString(file));
            List<String> names = METHODS.computeIfAbsent(type, name -> new ArrayList<>());
            while (method.find()) {
                names.add(method.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void hasEveryRowOfTheCatalogue() {
        List<String> all = new ArrayList<>();
        CATALOGUE.forEach(
                (letter, count) -> IntStream.rangeClosed(1, count).forEach(number -> all.add(letter + number)));

        assertThat(ROWS.keySet()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void namesTestsThatExist() {
        Matcher test = TEST.matcher(text);
        int named = 0;
        while (test.find()) {
            named++;
            assertThat(METHODS.getOrDefault(test.group(1), List.of()))
                    .as(test.group(1))
                    .contains(test.group(2));
        }

        assertThat(named).isGreaterThan(80);
    }

    @Test
    void showsEachRowOfNodesBackendsAndDockerByATestNamedAfterIt() {
        ROWS.forEach((id, row) -> {
            if (id.startsWith("N") || id.startsWith("B") || id.startsWith("D")) {
                assertThat(row).as(id).containsPattern("`[A-Za-z]+\\." + id.toLowerCase(Locale.ROOT) + "_");
            }
        });
    }

    @Test
    void saysOfEachRowWhatHappens() {
        ROWS.forEach((id, row) -> assertThat(row.split("\\|")).as(id).hasSize(3).allMatch(cell -> cell.length() > 10));
    }
}
