package io.humpback.server.config;

/**
 * Where a value comes from. Immutable.
 *
 * @param place {@code default}, {@code file:line:column}, the name of the variable or of the flag
 */
public record Origin(Kind kind, String place) {
    /** The origin of a value that nobody gave. */
    public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "default");

    /** The sources; a later one wins over an earlier one. */
    public enum Kind {
        /** Nobody gave it. */
        DEFAULT,
        /** The YAML file. */
        FILE,
        /** An environment variable. */
        ENVIRONMENT,
        /** A flag of the command line. */
        FLAG
    }

    @Override
    public String toString() {
        return place;
    }
}
