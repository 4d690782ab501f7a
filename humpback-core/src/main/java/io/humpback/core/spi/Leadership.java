package io.humpback.core.spi;

import java.time.Instant;

/**
 * Who leads, as one center knows it.
 *
 * @param leader whether this center leads
 * @param until until when it surely does, {@link Instant#MAX} where nobody else can; a call to an engine that cannot be
 *     fenced must end before
 * @param leaderAddress where the leader is reached, empty if unknown
 */
public record Leadership(boolean leader, Instant until, String leaderAddress) {}
