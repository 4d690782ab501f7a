package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and the way to its answer, on the loop's thread only. An answer is whole, or a stream in chunks. After
 * the connection is gone, or when the answer is swallowed, writing has no effect.
 */
final class Exchange {
    private static final Map<Integer, String> REASONS = Map.of(
            200,
            "OK",
            201,
            "Created",
            204,
            "No Content",
            304,
            "Not Modified",
            400,
            "Bad Request",
            404,
            "Not Found",
            409,
            "Conflict",
            500,
            "Internal Server Error",
            503,
            "Service Unavailable");

    private final HttpConnection connection;
    private final HttpRequest request;
    private final List<Runnable> onGone = new ArrayList<>();
    private String commonHeaders = "";
    private @Nullable ByteArrayOutputStream held;
    private boolean swallow;
    private boolean streaming;
    private boolean ended;

    Exchange(HttpConnection connection, HttpRequest request) {
        this.connection = connection;
        this.request = request;
    }

    HttpRequest request() {
        return request;
    }

    /** Sets headers that every answer of the engine has, each line ended. */
    void commonHeaders(String lines) {
        commonHeaders = lines;
    }

    /** Keeps back whatever is written from now on. */
    void holdAnswer() {
        held = new ByteArrayOutputStream();
    }

    /** Sends what was kept back. */
    void releaseAnswer() {
        ByteArrayOutputStream kept = held;
        held = null;
        if (kept != null && kept.size() > 0) {
            connection.send(kept.toByteArray());
            if (ended) {
                connection.ended(keepsAlive());
            }
        }
    }

    private void write(byte[] bytes) {
        if (held == null) {
            connection.send(bytes);
        } else {
            held.writeBytes(bytes);
        }
    }

    private void writeLast(byte[] bytes) {
        write(bytes);
        if (held == null) {
            connection.ended(keepsAlive());
        }
    }

    /** Cuts the connection instead of answering. */
    void swallowAnswer() {
        swallow = true;
    }

    void answer(int status, JsonNode body) {
        answer(status, "application/json", Json.bytes(body));
    }

    void answerText(int status, String text) {
        answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with a status that has no body. */
    void answerEmpty(int status) {
        finish(head(status, reason(status), commonHeaders + connectionHeader()), new byte[0]);
    }

    void answer(int status, String contentType, byte[] body) {
        String lines = commonHeaders + connectionHeader() + "Content-Type: " + contentType + "\r\nContent-Length: "
                + body.length + "\r\n";
        finish(head(status, reason(status), lines), request.method().equals("HEAD") ? new byte[0] : body);
    }

    private void finish(String head, byte[] body) {
        if (ended) {
            return;
        }
        ended = true;
        if (swallow) {
            connection.close();
            return;
        }
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(headBytes, headBytes.length + body.length);
        System.arraycopy(body, 0, all, headBytes.length, body.length);
        writeLast(all);
    }

    /** Begins an answer in chunks. */
    void openStream(String contentType) {
        if (ended) {
            return;
        }
        if (swallow) {
            ended = true;
            connection.close();
            return;
        }
        streaming = true;
        String lines = commonHeaders + connectionHeader() + "Content-Type: " + contentType
                + "\r\nTransfer-Encoding: chunked\r\n";
        write(head(200, "OK", lines).getBytes(StandardCharsets.ISO_8859_1));
    }

    void chunk(byte[] content) {
        if (ended || content.length == 0) {
            return;
        }
        byte[] size = (Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(size, size.length + content.length + 2);
        System.arraycopy(content, 0, all, size.length, content.length);
        all[all.length - 2] = '\r';
        all[all.length - 1] = '\n';
        write(all);
    }

    void endStream() {
        if (!ended) {
            ended = true;
            writeLast("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    boolean isStreaming() {
        return streaming && !ended;
    }

    boolean isEnded() {
        return ended;
    }

    /** Cuts the connection. */
    void abort() {
        connection.close();
    }

    /** Runs {@code action} when the client has gone before the answer was complete. */
    void onGone(Runnable action) {
        onGone.add(action);
    }

    void connectionClosed() {
        ended = true;
        onGone.forEach(Runnable::run);
    }

    private boolean keepsAlive() {
        return !request.header("connection").equalsIgnoreCase("close");
    }

    private String connectionHeader() {
        return keepsAlive() ? "" : "Connection: close\r\n";
    }

    private static String reason(int status) {
        return REASONS.getOrDefault(status, "Status");
    }

    static String head(int status, String reason, String lines) {
        return "HTTP/1.1 " + status + " " + reason + "\r\n" + lines + "\r\n";
    }
}
