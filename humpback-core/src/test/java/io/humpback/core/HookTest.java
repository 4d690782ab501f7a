package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookTest {
    @ParameterizedTest
    @ValueSource(strings = {"sec\rret", "sec\nret", "sec\r\nX-Evil: 1", "sec\0ret", "sec\u007fret", "sec\u0085ret"})
    void refusesATokenThatWouldForgeAHeaderAndDoesNotRepeatIt(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hook("http://h/", token))
                .withMessage("secretToken: control character at 3 (expected: printable characters)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/\r\nHost: evil", "http://h/\n", "http://h/\0"})
    void refusesAUrlThatWouldForgeAHeader(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hook(url, ""))
                .withMessage("url: control character at 9 (expected: printable characters)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void refusesABlankUrl(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hook(url, "t"))
                .withMessageContaining("url: ");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h.example/hook, http://h.example",
        "https://h.example:8443/a/b?key=k1#f, https://h.example:8443",
        "https://me:s3cret@h.example/x, https://h.example",
        "https://me:p@s3cret@h.example, https://h.example",
        "https://h.example?s3cret, https://h.example",
        "https://h.example#s3cret@x, https://h.example",
        "https://[::1]:80/x, https://[::1]:80",
        "https:///s3cret, https://",
        "'http://me:s3cret@h\\x', http://h",
        "h.example/s3cret, h.example"
    })
    void isShownWithoutWhatMayBeSecret(String url, String shown) {
        Hook hook = new Hook(url, "t0ken");

        assertThat(hook).hasToString("Hook[url=" + shown + "]");
    }

    @Test
    void isShownByAMetaTheSameWay() {
        Hook hook = new Hook("https://h/k1?k2", "t0ken");

        assertThat(Examples.meta()
                        .withHooks(java.util.List.of(hook), Examples.NOW)
                        .toString())
                .contains("https://h")
                .doesNotContain("t0ken", "k1", "k2");
    }
}
