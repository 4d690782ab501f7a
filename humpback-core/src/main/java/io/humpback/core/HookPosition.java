package io.humpback.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How far a receiver has been told of a meta's events. Immutable.
 *
 * @param hookId see {@link #hookId}
 * @param sequence the sequence number of the last event it has been told of
 */
public record HookPosition(String hookId, MetaId metaId, long sequence) implements Document {
    /** Checks that the sequence number is not negative. */
    public HookPosition {
        Checks.checkNotNegative("sequence", sequence);
    }

    /** Returns the id of the pair of a meta and a receiver's URL: 32 hexadecimal digits. */
    public static String hookId(MetaId metaId, String url) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((metaId.value() + "\n" + url).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.HOOK, hookId);
    }
}
