package io.humpback.discovery;

import io.humpback.core.DocumentKey;
import io.humpback.core.DocumentKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Which keys of a {@link KeyValueStore} hold what. Stateless. */
final class StateKeys {
    static final String ROOT = "state/";
    /** Pieces of documents too large for a transaction: {@code state/chunks/<document's path>/<set>/<number>}. */
    static final String CHUNKS = ROOT + "chunks/";

    static final String CLUSTER_INFO = of(DocumentKey.of(DocumentKind.CLUSTER, "info"));

    private StateKeys() {}

    static String of(DocumentKey key) {
        return ROOT + key.path();
    }

    /** Returns the prefix of all documents of {@code kind}. */
    static String folder(DocumentKind kind) {
        return ROOT + kind.folder() + "/";
    }

    /** Returns the prefix of the chunks of all documents of {@code kind}. */
    static String chunkFolder(DocumentKind kind) {
        return CHUNKS + kind.folder() + "/";
    }

    /** Returns the prefix of the chunks of the document under {@code documentKey}. */
    static String chunksOf(String documentKey) {
        return CHUNKS + documentKey.substring(ROOT.length()) + "/";
    }

    /** Returns the prefixes of all that is loaded: every kind but the events. */
    static List<String> loaded() {
        List<String> prefixes = new ArrayList<>();
        for (DocumentKind kind : DocumentKind.values()) {
            if (kind != DocumentKind.EVENT) {
                prefixes.add(folder(kind));
                prefixes.add(chunkFolder(kind));
            }
        }
        return prefixes;
    }

    /** Returns the kind of the document under {@code key}, which lies in the folder of one. */
    static DocumentKind kindOf(String key) {
        for (DocumentKind kind : DocumentKind.values()) {
            if (key.startsWith(folder(kind))) {
                return kind;
            }
        }
        throw new IllegalArgumentException("key: " + key + " (expected: the key of a document)");
    }

    /** Returns the name that stands in a path as {@code segment}, the reverse of {@link DocumentKey#path}. */
    static String unescape(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); i++) {
            if (segment.charAt(i) == '%' && i + 2 < segment.length()) {
                bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(segment.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
