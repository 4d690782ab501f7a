/**
 * Opens the backend that keeps the state, knows the nodes and settles who leads; what all backends have in common is
 * written here once. Start with {@link io.humpback.discovery.Discovery}; authors of a backend start with
 * {@link io.humpback.discovery.DiscoveryProvider} and {@link io.humpback.discovery.KeyValueStore}.
 */
@NullMarked
package io.humpback.discovery;

import org.jspecify.annotations.NullMarked;
