/**
 * What tests need instead of the world. Authors of strategies start with
 * {@link io.humpback.scheduler.testing.TestingCluster} and {@link io.humpback.scheduler.testing.StrategyContract}, which
 * need no test framework; whoever drives the control loop starts with
 * {@link io.humpback.scheduler.testing.TestingEngine}. Time is told by {@link io.humpback.scheduler.testing.TestingClock}.
 */
@NullMarked
package io.humpback.scheduler.testing;

import org.jspecify.annotations.NullMarked;
