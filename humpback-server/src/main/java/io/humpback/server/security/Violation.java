package io.humpback.server.security;

/**
 * What of a request a policy does not admit. Immutable.
 *
 * @param field the request's field, for example {@code Volumes[0]}
 * @param rule the rule's name, for example {@code bind}
 * @param reason what stands there and what is expected
 */
public record Violation(String field, String rule, String reason) {
    /** Returns field, rule and reason in one line. */
    public String message() {
        return field + " refused by rule " + rule + ": " + reason;
    }
}
