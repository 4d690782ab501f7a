/**
 * Rebuilds what a lost or rolled-back state knew from the labels of the containers that still are there. Pure: no clock,
 * no store, no network. Start with {@link io.humpback.scheduler.recovery.StateRecovery}.
 */
@NullMarked
package io.humpback.scheduler.recovery;

import org.jspecify.annotations.NullMarked;
