package io.humpback.scheduler.control;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.spi.PullProgress;

/**
 * An image that a node fetches for an instance now. Immutable.
 *
 * @param containerName the instance's name
 */
public record PullStatus(
        NodeId node, MetaId meta, int index, String containerName, String image, PullProgress progress) {}
