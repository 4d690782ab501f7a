/**
 * Decides where instances run: filters veto nodes, a ranking strategy weighs the rest, the lowest weight wins.
 */
@NullMarked
package io.humpback.scheduler;

import org.jspecify.annotations.NullMarked;
