package io.humpback.server.simulated;

import com.google.common.base.Splitter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts what a client sends into requests. Not safe for use by several threads. */
final class RequestParser {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;
    private static final byte[] NONE = {};
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LINE_END = {'\r', '\n'};

    private byte[] bytes = NONE;

    void add(ByteBuffer more) {
        int old = bytes.length;
        bytes = Arrays.copyOf(bytes, old + more.remaining());
        more.get(bytes, old, more.remaining());
    }

    /** Returns the next request, null if it is not complete; throws {@link IllegalArgumentException} if it is none. */
    @Nullable
    HttpRequest poll() {
        int headEnd = find(HEAD_END, 0);
        if (headEnd < 0) {
            check(bytes.length <= MAX_HEAD_BYTES, "head is too long");
            return null;
        }
        String[] lines = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1).split("\r\n");
        List<String> words = Splitter.on(' ').splitToList(lines[0]);
        check(words.size() == 3 && words.get(2).startsWith("HTTP/1."), "no request line");
        Map<String, String> headers = headers(lines);
        int start = headEnd + HEAD_END.length;
        Body body = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
                ? chunked(start)
                : fixed(start, headers.getOrDefault("content-length", "0"));
        if (body == null) {
            return null;
        }
        bytes = body.end == bytes.length ? NONE : Arrays.copyOfRange(bytes, body.end, bytes.length);
        return HttpRequest.of(words.get(0), words.get(1), headers, new String(body.content, StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            check(colon > 0, "no header");
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return headers;
    }

    private @Nullable Body fixed(int start, String length) {
        int size = Integer.parseInt(length); // a NumberFormatException is an IllegalArgumentException
        check(size >= 0 && size <= MAX_BODY_BYTES, "body is too long");
        return bytes.length - start < size
                ? null
                : new Body(Arrays.copyOfRange(bytes, start, start + size), start + size);
    }

    private @Nullable Body chunked(int start) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = start;
        while (true) {
            int lineEnd = find(LINE_END, at);
            if (lineEnd < 0) {
                return null;
            }
            String size = new String(bytes, at, lineEnd - at, StandardCharsets.ISO_8859_1);
            int mark = size.indexOf(';');
            int length = Integer.parseInt(mark < 0 ? size : size.substring(0, mark), 16);
            check(length >= 0 && length <= MAX_BODY_BYTES - content.size(), "body is too long");
            int next = lineEnd + LINE_END.length + length + LINE_END.length;
            if (next > bytes.length) {
                return null;
            }
            if (length == 0) {
                return new Body(content.toByteArray(), next);
            }
            content.write(bytes, lineEnd + LINE_END.length, length);
            at = next;
        }
    }

    private int find(byte[] pattern, int from) {
        for (int i = from; i <= bytes.length - pattern.length; i++) {
            if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
                return i;
            }
        }
        return -1;
    }

    private static void check(boolean fine, String problem) {
        if (!fine) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** A body, and where the next request begins. */
    private static final class Body {
        private final byte[] content;
        private final int end;

        Body(byte[] content, int end) {
            this.content = content;
            this.end = end;
        }
    }
}
