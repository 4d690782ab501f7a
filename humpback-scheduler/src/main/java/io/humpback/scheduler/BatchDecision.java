package io.humpback.scheduler;

import java.util.List;

/** The answer to requests of which all or none are placed. Immutable. */
public sealed interface BatchDecision {
    /**
     * Every instance has its node, where it is reserved already.
     *
     * @param decisions one for each request, in their order
     */
    record Placed(List<Decision.Placed> decisions) implements BatchDecision {
        /** Copies the list. */
        public Placed {
            decisions = List.copyOf(decisions);
        }
    }

    /**
     * Nothing was reserved, because one request could not be placed beside those before it.
     *
     * @param position the position of that request, from 0
     */
    record Refused(int position, PlacementRequest request, Decision.Refused reason) implements BatchDecision {}
}
