/**
 * Container engines reached through Docker's API. Start with {@link io.humpback.server.docker.DockerConnector}, which
 * opens a {@link io.humpback.server.docker.DockerEngine} for a node.
 */
@NullMarked
package io.humpback.server.docker;

import org.jspecify.annotations.NullMarked;
