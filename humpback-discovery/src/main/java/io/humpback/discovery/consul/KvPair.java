package io.humpback.discovery.consul;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key of Consul's, as it is shown. Immutable.
 *
 * @param base64 the value, null if it is empty
 * @param session who holds it, null or empty for nobody
 * @param modifyIndex when it was changed last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record KvPair(
        @JsonProperty("Key") String key,
        @JsonProperty("Value") @Nullable String base64,
        @JsonProperty("Session") @Nullable String session,
        @JsonProperty("ModifyIndex") long modifyIndex) {
    /** Returns the value. Throws {@link IllegalArgumentException} if it is not base64. */
    byte[] bytes() {
        return base64 == null ? new byte[0] : Base64.getDecoder().decode(base64);
    }

    /** Returns the value as text. */
    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Returns who holds it, empty for nobody. */
    String holder() {
        return Objects.requireNonNullElse(session, "");
    }
}
