/**
 * Docker engines that are simulated over real HTTP, for the demo, for tests and for benchmarks: one thread serves all
 * of them. Start with {@link io.humpback.server.simulated.SimulatedEngines}.
 */
@NullMarked
package io.humpback.server.simulated;

import org.jspecify.annotations.NullMarked;
