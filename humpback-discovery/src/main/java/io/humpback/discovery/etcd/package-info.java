/**
 * The backend on etcd v3: keys and values under one head, node records under leases, and an election by a leased key.
 * Starting point: {@link io.humpback.discovery.etcd.EtcdDiscoveryProvider}.
 */
@NullMarked
package io.humpback.discovery.etcd;

import org.jspecify.annotations.NullMarked;
