/**
 * Tells webhooks what happened: reads the committed events of every meta and posts them to the meta's receivers, in
 * order and until they arrive. Start with {@link io.humpback.webhook.WebhookDispatcher}.
 */
@NullMarked
package io.humpback.webhook;

import org.jspecify.annotations.NullMarked;
