package io.humpback.webhook;

/** Posts messages. Safe for use by several threads. */
@FunctionalInterface
interface Transport {
    /** Posts {@code message} and returns how that went. Ends within the time configured for an attempt. */
    Attempt post(WebhookMessage message);
}
