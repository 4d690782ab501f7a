/**
 * A ranking strategy of one's own, with a name for configuration. Start with
 * {@link io.humpback.examples.strategy.CheapestFirst}.
 */
@NullMarked
package io.humpback.examples.strategy;

import org.jspecify.annotations.NullMarked;
