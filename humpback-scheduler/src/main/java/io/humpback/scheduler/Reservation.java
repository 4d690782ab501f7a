package io.humpback.scheduler;

import io.humpback.core.NodeId;

/**
 * What an instance holds on a node until it is released. Immutable.
 *
 * @param id positive, given once in a {@link ClusterState} and never again; rises with time
 * @param request what was asked for, so that it can be asked for again elsewhere
 */
public record Reservation(long id, NodeId node, PlacementRequest request) {}
