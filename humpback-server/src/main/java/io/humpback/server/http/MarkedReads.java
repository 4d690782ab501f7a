package io.humpback.server.http;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.scheduler.control.ClusterView;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;

/**
 * Reads from the loop where this center leads, and else from what was known last. Then the answer says so: {@code Age}
 * (RFC 9111, section 5.1) tells how many seconds ago it was surely so, and {@code Humpback-Stale: true} that nobody
 * could be asked, for which HTTP has had no header field any more since {@code Warning} was made obsolete. The body is
 * none the worse. Safe for use by several threads.
 */
final class MarkedReads implements ReadSource {
    /** Stands in answers that nobody who leads has given. */
    static final String STALE = "Humpback-Stale";

    static final String AGE = "Age";

    private final Supplier<ClusterView> live;
    private final Leader leader;

    MarkedReads(Supplier<ClusterView> live, Leader leader) {
        this.live = live;
        this.leader = leader;
    }

    @Override
    public ClusterView of(Context ctx) {
        if (leader.isHere()) {
            try {
                return live.get();
            } catch (HumpbackException e) {
                if (e.code() != ErrorCode.NOT_LEADER) {
                    throw e;
                }
                // it has just ended
            }
        }
        StaleView last = leader.last().orElseThrow(MarkedReads::nothingKnown);
        mark(ctx.res(), last);
        return last.view();
    }

    static RequestRefusedException nothingKnown() {
        return new RequestRefusedException(
                503, "no center leads at the moment, and nothing was read from the backend yet, try again");
    }

    private static void mark(HttpServletResponse response, StaleView last) {
        response.setHeader(STALE, "true");
        response.setHeader(AGE, Long.toString(last.age().toSeconds()));
        response.setHeader("Cache-Control", "no-store");
        if (response.containsHeader("Access-Control-Allow-Origin")) {
            response.setHeader("Access-Control-Expose-Headers", AGE + ", " + STALE);
        }
    }
}
