package io.humpback.webhook;

import io.humpback.core.MetaId;

/**
 * One event for one receiver; all of it may be logged. Immutable.
 *
 * @param metaId whose event it is
 * @param hookId see {@link io.humpback.core.HookPosition#hookId}
 * @param receiver scheme, host and port of the receiver's URL
 * @param sequence the event's sequence number
 * @param messageId the {@code webhook-id}: the same for each attempt and each receiver of the event
 */
public record Delivery(MetaId metaId, String hookId, String receiver, long sequence, String messageId) {}
