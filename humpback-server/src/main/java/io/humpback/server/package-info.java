/** Assembles the center from its parts, by hand. Start with {@link io.humpback.server.Center}. */
@NullMarked
package io.humpback.server;

import org.jspecify.annotations.NullMarked;
