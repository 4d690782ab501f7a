package io.humpback.server.http;

/**
 * The body of an answer that tells of a failure. Immutable.
 *
 * @param contentType with its charset, which is UTF-8
 */
public record ErrorAnswer(String contentType, String body) {
    /** Returns an answer in plain text. */
    public static ErrorAnswer plain(String body) {
        return new ErrorAnswer("text/plain; charset=utf-8", body);
    }
}
