/**
 * The backend in HashiCorp's Consul, over its HTTP interface: state and election in its key-value store, nodes as keys
 * held by sessions. Start with {@link io.humpback.discovery.consul.ConsulDiscoveryProvider}.
 */
@NullMarked
package io.humpback.discovery.consul;

import org.jspecify.annotations.NullMarked;
