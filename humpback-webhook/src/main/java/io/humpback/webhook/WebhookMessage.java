package io.humpback.webhook;

/**
 * What is posted to a receiver. The same event and hook always give the same message. Immutable.
 *
 * @param id the {@code webhook-id}
 * @param url where it is posted
 * @param token sent as {@code X-Humpback-Token}; empty for none
 * @param body JSON
 */
record WebhookMessage(String id, String url, String token, String body) {
    /** Returns the id alone; the rest can hold secrets. */
    @Override
    public String toString() {
        return id;
    }
}
