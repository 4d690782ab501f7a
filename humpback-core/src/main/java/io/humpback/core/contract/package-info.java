/**
 * The shapes that REST, agents, webhooks and discovery records share with Humpback 1.3.7, as annotated records: same
 * keys, same order, same spelling. Start with {@link io.humpback.core.contract.Container}. A list that is absent is
 * null here, as it is on the wire; the nouns of the core know only empty ones.
 */
@NullMarked
package io.humpback.core.contract;

import org.jspecify.annotations.NullMarked;
