/**
 * What tests need instead of the world: a clock that stands still, engines and a store in memory. Start with
 * {@link io.humpback.scheduler.testing.TestingEngine}.
 */
@NullMarked
package io.humpback.scheduler.testing;

import org.jspecify.annotations.NullMarked;
