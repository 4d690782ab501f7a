package io.humpback.discovery.embedded;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * What tells a row from a damaged one, and all rows from a mixture of old and new ones: SQLite itself keeps no checksum
 * of a database's pages. The sum of a table is the exclusive or of its rows' sums.
 *
 * @param documents number of rows
 * @param sum the sum of all rows
 */
record Checksum(long documents, long sum) {
    static final Checksum NONE = new Checksum(0, 0);

    static long of(String key, String value) {
        return Hashing.sha256()
                .newHasher()
                .putInt(key.length())
                .putString(key, StandardCharsets.UTF_8)
                .putString(value, StandardCharsets.UTF_8)
                .hash()
                .asLong();
    }

    Checksum plus(long row) {
        return new Checksum(documents + 1, sum ^ row);
    }

    Checksum minus(long row) {
        return new Checksum(documents - 1, sum ^ row);
    }
}
