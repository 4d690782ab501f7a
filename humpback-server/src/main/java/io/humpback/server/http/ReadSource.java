package io.humpback.server.http;

import io.humpback.scheduler.control.ClusterView;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** Finds what a request that only reads is answered from. Implementations are safe for use by several threads. */
@FunctionalInterface
public interface ReadSource {
    /**
     * Returns the view to answer {@code ctx} from, and marks the answer if that is stale. Throws a {@link
     * RequestRefusedException} if there is none.
     */
    ClusterView of(Context ctx);

    /** Returns the source of a center that always leads. */
    static ReadSource live(Supplier<ClusterView> view) {
        return ctx -> view.get();
    }

    /**
     * Returns the source of one of several centers.
     *
     * @param view what is committed and observed; throws while this center does not lead
     */
    static ReadSource of(Supplier<ClusterView> view, Leader leader) {
        return new MarkedReads(view, leader);
    }
}
