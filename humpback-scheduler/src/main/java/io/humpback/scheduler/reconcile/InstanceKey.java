package io.humpback.scheduler.reconcile;

import io.humpback.core.MetaId;

/** One instance of a meta, whatever its incarnation. */
public record InstanceKey(MetaId meta, int index) {}
