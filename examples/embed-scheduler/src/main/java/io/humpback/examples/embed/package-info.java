/** A program that embeds the scheduler alone. Start with {@link io.humpback.examples.embed.RenderFarm}. */
@NullMarked
package io.humpback.examples.embed;

import org.jspecify.annotations.NullMarked;
