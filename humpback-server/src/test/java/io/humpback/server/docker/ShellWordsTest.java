package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
    @Test
    void splitsAtWhiteSpaceOfAnyLength() {
        assertThat(ShellWords.split("  sleep \t 10\n")).containsExactly("sleep", "10");
    }

    @Test
    void hasNoWordsInAnEmptyLine() {
        assertThat(ShellWords.split(" ")).isEmpty();
    }

    @Test
    void keepsEverythingWithinSingleQuotes() {
        assertThat(ShellWords.split("sh -c 'echo \"$A\" \\n'")).containsExactly("sh", "-c", "echo \"$A\" \\n");
    }

    @Test
    void undoesOnlyWhatMustBeEscapedWithinDoubleQuotes() {
        assertThat(ShellWords.split("a \"b \\\" \\\\ \\$ \\` \\n c\"")).containsExactly("a", "b \" \\ $ ` \\n c");
    }

    @Test
    void joinsQuotedAndPlainPartsToOneWord() {
        assertThat(ShellWords.split("--name=\"a b\"'c d'e\\ f")).containsExactly("--name=a bc de f");
    }

    @Test
    void keepsEmptyWordsThatAreQuoted() {
        assertThat(ShellWords.split("a '' \"\" b")).containsExactly("a", "", "", "b");
    }

    @Test
    void goesOnBehindAnEscapedEndOfLine() {
        assertThat(ShellWords.split("ab\\\ncd \"e\\\nf\"")).containsExactly("abcd", "ef");
    }

    @Test
    void leavesVariablesPatternsAndOperatorsAsTheyAre() {
        assertThat(ShellWords.split("echo $HOME *.txt && ls")).containsExactly("echo", "$HOME", "*.txt", "&&", "ls");
    }

    /** What an engine shows as words must be the same words when it is asked for again. */
    @Test
    void joinsWordsToALineThatGivesThemBack() {
        List<String> words = List.of("sh", "-c", "echo \"it's\" $A; a\\n\n", "", "--x=1", "ü", "'", "*.txt", "&&");

        String line = ShellWords.join(words);

        assertThat(ShellWords.split(line)).isEqualTo(words);
        assertThat(ShellWords.join(List.of("sleep", "100"))).isEqualTo("sleep 100");
        assertThat(ShellWords.join(List.of("sh", "-c", "a b"))).isEqualTo("sh -c 'a b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \"b\\", "a \\"})
    void refusesALineThatDoesNotEnd(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShellWords.split(line))
                .withMessageStartingWith("command: " + line + " (expected: ");
    }
}
