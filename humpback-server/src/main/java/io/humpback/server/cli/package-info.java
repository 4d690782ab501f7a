/**
 * The commands of the program {@code humpback}. Start with {@link io.humpback.server.cli.Humpback}; what it starts is
 * a {@link io.humpback.server.cli.RunningCenter}.
 */
@NullMarked
package io.humpback.server.cli;

import org.jspecify.annotations.NullMarked;
