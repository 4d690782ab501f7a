/**
 * The nouns of Humpback: groups, metas, instances, nodes, assignments, operations and events, as records that check
 * themselves. Start with {@link io.humpback.core.Meta} (what should run) and {@link io.humpback.core.Assignment}
 * (where it was decided to run).
 */
@NullMarked
package io.humpback.core;

import org.jspecify.annotations.NullMarked;
