package io.humpback.examples.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the page for authors to the code: what it shows stands in files that are compiled and tested here. */
class DocumentationTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "strategies.md");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(\\w+)\\R(.*?)^```$");

    private record Snippet(String language, String text) {}

    private static List<Snippet> snippets() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        Matcher matcher = SNIPPET.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            snippets.add(new Snippet(matcher.group(1), matcher.group(2)));
        }
        return snippets;
    }

    /** Everything that the build compiles or checks, without white space, since indentation differs. */
    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("DocumentationTest.java"))
                    .sorted()
                    .map(DocumentationTest::read)
                    .collect(Collectors.joining("", read(Path.of("pom.xml")), ""));
        }
    }

    private static String read(Path file) {
        try {
            return squeezed(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s", "");
    }

    @Test
    void everySnippetStandsInTheSources() throws IOException {
        String sources = sources();

        assertThat(snippets())
                .hasSizeGreaterThan(10)
                .allSatisfy(snippet -> assertThat(sources.contains(squeezed(snippet.text)))
                        .as("in the sources: %s", snippet.text)
                        .isTrue());
    }

    @Test
    void thePageStartsWithTheFourLineTest() throws IOException {
        Snippet first = snippets().get(0);

        assertThat(first.language).isEqualTo("java");
        assertThat(first.text.lines()).hasSize(4);
        assertThat(first.text)
                .contains(
                        "new TestingCluster()",
                        "cluster.rank(cheapest, request)",
                        ".containsExactly(\"cloud\", \"rack\")");
    }

    @Test
    void everySnippetSaysItsLanguage() throws IOException {
        long fences = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("```"))
                .count();

        assertThat(fences).isEqualTo(2L * snippets().size());
    }
}
