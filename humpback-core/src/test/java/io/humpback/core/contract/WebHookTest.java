package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.Hook;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebHookTest {
    @Test
    void isWrittenAsItWasReadAndMeant() {
        JsonNode json = Captures.read("create-full.json", "/request/body/WebHooks/0");
        WebHook hook = Captures.parse(json, WebHook.class);

        assertThat(Captures.text(hook)).isEqualTo(Captures.text(json));
        assertThat(hook.toHook()).isEqualTo(new Hook("http://127.0.0.1:8013/hook", "s3cret"));
        assertThat(WebHook.listOf(List.of(hook.toHook()))).containsExactly(hook);
    }

    @Test
    void needsNoToken() {
        assertThat(Captures.parse(Captures.STRICT, "{\"Url\":\" http://h/ \"}", WebHook.class)
                        .toHook())
                .isEqualTo(new Hook("http://h/", ""));
    }

    @Test
    void needsAUrl() {
        WebHook hook = new WebHook(null, "t0ken");

        assertThatIllegalArgumentException().isThrownBy(hook::toHook).withMessage("url: \"\" (expected: not blank)");
    }

    @Test
    void isShownWithoutWhatMayBeSecret() {
        assertThat(new WebHook("https://me:pw@h.example/k1", "t0ken")).hasToString("WebHook[url=https://h.example]");
        assertThat(new WebHook(null, "t0ken")).hasToString("WebHook[url=]");
    }
}
