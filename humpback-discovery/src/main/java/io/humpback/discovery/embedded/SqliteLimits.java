package io.humpback.discovery.embedded;

/**
 * Bounds of a database, which tests narrow.
 *
 * @param maxPages the most pages of 4 kB that the database may have, 0 for as many as the disk holds
 * @param checkpointPages after how many pages in its log they are copied into the database
 */
record SqliteLimits(int maxPages, int checkpointPages) {
    /** What SQLite does by itself. */
    static final SqliteLimits NONE = new SqliteLimits(0, 1000);
}
