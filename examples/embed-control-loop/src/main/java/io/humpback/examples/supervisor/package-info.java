/**
 * A program that embeds the control loop. Start with {@link io.humpback.examples.supervisor.ProcessSupervisor}.
 */
@NullMarked
package io.humpback.examples.supervisor;

import org.jspecify.annotations.NullMarked;
