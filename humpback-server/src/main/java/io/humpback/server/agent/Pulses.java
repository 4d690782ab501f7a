package io.humpback.server.agent;

import io.humpback.core.Fence;
import io.humpback.server.docker.AgentWire;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/**
 * Stamps answers to the question for health, and learns from the stamps that the newest leader shows which of them it
 * has got. A question alone proves nothing: its answer may be lost, and then the leader takes this host for dead. Safe
 * for use by several threads.
 */
final class Pulses {
    private final Fencing fencing;
    private volatile @Nullable LastContact contact;

    Pulses(Fencing fencing) {
        this.fencing = fencing;
    }

    void tell(LastContact newContact) {
        contact = newContact;
    }

    /** Reads the stamp that a question shows and gives its answer one. */
    void exchange(Context ctx) {
        LastContact known = contact;
        if (known == null) {
            return;
        }
        String shown = ctx.req().getHeader(AgentWire.PULSE_HEADER);
        if (shown != null && CallHeaders.hasFence(ctx) && isOfNewestLeader(CallHeaders.fence(ctx))) {
            known.heard(shown);
        }
        ctx.header(AgentWire.PULSE_HEADER, known.stamp());
    }

    private boolean isOfNewestLeader(Fence caller) {
        return fencing.highest()
                .filter(highest -> highest.clusterId().equals(caller.clusterId()) && caller.epoch() >= highest.epoch())
                .isPresent();
    }
}
