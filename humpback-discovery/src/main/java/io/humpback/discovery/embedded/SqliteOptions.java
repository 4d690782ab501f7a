package io.humpback.discovery.embedded;

import java.time.Duration;

/**
 * How a database is kept; tests narrow its bounds.
 *
 * @param maxPages the most pages of 4 kB that the database may have, 0 for as many as the disk holds
 * @param checkpointPages after how many pages in its log they are copied into the database
 * @param patience how long a call waits for another program that writes or locks the database
 */
record SqliteOptions(int maxPages, int checkpointPages, Duration patience) {
    /** No bound but the disk, and SQLite's own measure of a log. */
    static final SqliteOptions DEFAULT = new SqliteOptions(0, 1000, Duration.ofSeconds(5));

    /** Returns these options with another bound. */
    SqliteOptions withMaxPages(int newMaxPages) {
        return new SqliteOptions(newMaxPages, checkpointPages, patience);
    }

    /** Returns these options with a shorter or longer log. */
    SqliteOptions withCheckpointPages(int newCheckpointPages) {
        return new SqliteOptions(maxPages, newCheckpointPages, patience);
    }

    /** Returns these options with another patience. */
    SqliteOptions withPatience(Duration newPatience) {
        return new SqliteOptions(maxPages, checkpointPages, newPatience);
    }
}
