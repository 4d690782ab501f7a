/**
 * The agent: announces its host, and gives a center, or an original's web site, a safe hand on the host's Docker engine.
 * Start with {@link io.humpback.server.agent.Agent}; its API is {@link io.humpback.server.agent.AgentServer}.
 */
@NullMarked
package io.humpback.server.agent;

import org.jspecify.annotations.NullMarked;
