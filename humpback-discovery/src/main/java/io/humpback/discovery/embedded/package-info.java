/**
 * The backend inside the center's own process: one SQLite database in a directory of its own. Start with
 * {@link io.humpback.discovery.embedded.EmbeddedDiscoveryProvider}.
 */
@NullMarked
package io.humpback.discovery.embedded;

import org.jspecify.annotations.NullMarked;
