package io.humpback.examples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the page for embedders to the code: what it shows is compiled and run here. */
class DocumentationTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "embedding.md");
    private static final Path README = Path.of("..", "..", "README.md");
    private static final Path PROGRAM = Path.of("src/main/java/io/humpback/examples/supervisor/ProcessSupervisor.java");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java\\R(.*?)^```$");

    private static String squeezed(String text) {
        return text.replaceAll("\\s", "");
    }

    private static List<String> snippets(Path page) throws IOException {
        return SNIPPET.matcher(Files.readString(page))
                .results()
                .map((MatchResult match) -> squeezed(match.group(1)))
                .toList();
    }

    @Test
    void everySnippetStandsInTheProgram() throws IOException {
        String program = squeezed(Files.readString(PROGRAM));

        assertThat(snippets(PAGE))
                .hasSize(2)
                .allSatisfy(snippet -> assertThat(program).contains(snippet));
        assertThat(snippets(README))
                .isNotEmpty()
                .allSatisfy(snippet -> assertThat(program).contains(snippet));
    }
}
