package io.humpback.server.http.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the original puts around its answers. "Contnet" is its spelling.
 *
 * @param data null on an error
 */
@JsonPropertyOrder({"Code", "Error", "Contnet", "ResponseID", "Data"})
record Envelope(
        @JsonProperty("Code") int code,
        @JsonProperty("Error") String error,
        @JsonProperty("Contnet") String content,
        @JsonProperty("ResponseID") String responseId,
        @JsonProperty("Data") @Nullable Object data) {
    static Envelope success(String content, @Nullable Object data) {
        return new Envelope(0, "request successed", content, newId(), data);
    }

    /** A request that could not be understood is told from one that could not be done. */
    static Envelope failure(int status, String content) {
        boolean unresolved = status == 400 || status == 413;
        return new Envelope(
                unresolved ? -1001 : -1002,
                unresolved ? "request resolve error" : "request failure error",
                content,
                newId(),
                null);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
