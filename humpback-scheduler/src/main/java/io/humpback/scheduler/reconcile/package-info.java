/**
 * Compares what is desired, committed and observed, and says what to commit and what to do. Pure: no clock, no store, no
 * network, no logging; the same input gives the same answer in the same order. Start with
 * {@link io.humpback.scheduler.reconcile.Reconciler}.
 */
@NullMarked
package io.humpback.scheduler.reconcile;

import org.jspecify.annotations.NullMarked;
