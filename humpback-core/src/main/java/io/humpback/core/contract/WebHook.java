package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.Hook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A receiver of events, as the original writes it. */
@JsonPropertyOrder({"Url", "SecretToken"})
public record WebHook(
        @JsonProperty("Url") @Nullable String url,
        @JsonProperty("SecretToken") @Nullable String secretToken) {
    /** Returns {@code hook} in this form, with its token. */
    public static WebHook of(Hook hook) {
        return new WebHook(hook.url(), hook.secretToken());
    }

    /** Returns {@code hooks} in this form. */
    public static List<WebHook> listOf(List<Hook> hooks) {
        return hooks.stream().map(WebHook::of).toList();
    }

    /** Returns the receiver that this names. */
    public Hook toHook() {
        return new Hook(Parts.text(url).trim(), Parts.text(secretToken));
    }

    /** Returns the URL alone, cut after the host, so that this can be logged. */
    @Override
    public String toString() {
        return "WebHook[url=" + (url == null ? "" : Hook.origin(url)) + "]";
    }
}
