package io.humpback.discovery;

import io.humpback.core.spi.Head;
import org.jspecify.annotations.Nullable;

/**
 * A head together with the very text that is stored, by which the next transaction recognises it.
 *
 * @param text null if nothing is stored
 */
record StoredHead(Head head, @Nullable String text) {}
