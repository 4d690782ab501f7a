/**
 * The center's configuration: defaults, the original's YAML file, the environment and flags, each value with its place.
 * Start with {@link io.humpback.server.config.ConfigLoader}; what it gives is {@link
 * io.humpback.server.config.CenterConfig}.
 */
@NullMarked
package io.humpback.server.config;

import org.jspecify.annotations.NullMarked;
