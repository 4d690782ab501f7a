/**
 * A backend in ZooKeeper: scheme {@code zk}. Start at {@link
 * io.humpback.discovery.zookeeper.ZooKeeperDiscoveryProvider}. The only package that loads Curator and ZooKeeper's client.
 */
@NullMarked
package io.humpback.discovery.zookeeper;

import org.jspecify.annotations.NullMarked;
