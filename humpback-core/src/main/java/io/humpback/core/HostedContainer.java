package io.humpback.core;

/**
 * A container and the node it was seen on.
 *
 * @param nodeName the node's name when it was seen
 * @param nodeAddress the node's address when it was seen
 */
public record HostedContainer(NodeId node, String nodeName, String nodeAddress, ObservedContainer container) {}
