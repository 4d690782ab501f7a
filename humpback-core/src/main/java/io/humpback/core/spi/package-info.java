/**
 * The ports: what Humpback needs of the world, to be implemented by adapters. Start with
 * {@link io.humpback.core.spi.ContainerEngine} (a host's containers) and {@link io.humpback.core.spi.StateStore} (what
 * is committed).
 */
@NullMarked
package io.humpback.core.spi;

import org.jspecify.annotations.NullMarked;
