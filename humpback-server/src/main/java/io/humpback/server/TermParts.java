package io.humpback.server;

import io.humpback.core.spi.EngineConnector;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.control.SpecPolicy;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.server.docker.AgentConnector;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What every term of a center is made of. Immutable.
 *
 * @param scheduler places instances
 * @param settings the loop's times and limits
 * @param docker opens the way to plain engines
 * @param agents opens the way to agents, in whose name a fence tells
 * @param clock one that never jumps
 * @param policy what may be asked for
 * @param defaultGroup whether a group of every node is made where there is none
 */
record TermParts(
        Scheduler scheduler,
        LoopSettings settings,
        EngineConnector docker,
        Function<LeaderFence, AgentConnector> agents,
        InstantSource clock,
        SpecPolicy policy,
        boolean defaultGroup) {}
