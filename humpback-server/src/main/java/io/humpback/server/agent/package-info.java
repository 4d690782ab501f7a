/**
 * The agent: gives a center, or an original's web site, a safe hand on the Docker engine of its host. Start with
 * {@link io.humpback.server.agent.AgentServer}.
 */
@NullMarked
package io.humpback.server.agent;

import org.jspecify.annotations.NullMarked;
