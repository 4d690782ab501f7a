/**
 * The control loop: takes commands, compares what is desired, committed and observed, commits what it decides and has it
 * done. Start with {@link io.humpback.scheduler.control.ClusterControl}.
 */
@NullMarked
package io.humpback.scheduler.control;

import org.jspecify.annotations.NullMarked;
