package io.humpback.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Scheduler}. Not safe for use by several threads. */
public final class SchedulerBuilder {
    private final List<NodeFilter> own = new ArrayList<>();
    private boolean builtInFilters = true;
    private double overcommit = Scheduler.DEFAULT_OVERCOMMIT;
    private @Nullable RankingStrategy ranking;
    private boolean spreadInstances = true;

    SchedulerBuilder() {}

    /** Sets how much more than a node's capacity may be reserved, as a fraction of it; above -1, below 1000. */
    public SchedulerBuilder overcommit(double newOvercommit) {
        overcommit = Overcommit.check(newOvercommit);
        return this;
    }

    /** Adds a filter. It is asked before the host's ports and the resources, and after the other built-in ones. */
    public SchedulerBuilder filter(NodeFilter filter) {
        own.add(Objects.requireNonNull(filter, "filter"));
        return this;
    }

    /** Leaves out the built-in filters, so that only those count which are added. */
    public SchedulerBuilder withoutBuiltInFilters() {
        builtInFilters = false;
        return this;
    }

    /** Sets the strategy for requests that name none. */
    public SchedulerBuilder ranking(RankingStrategy newRanking) {
        ranking = Objects.requireNonNull(newRanking, "ranking");
        return this;
    }

    /**
     * Sets whether the instances of one meta go to different nodes while there are any, as they do by default; if not,
     * only wishes and the strategy decide.
     */
    public SchedulerBuilder spreadInstances(boolean newSpreadInstances) {
        spreadInstances = newSpreadInstances;
        return this;
    }

    /** Returns the scheduler. */
    public Scheduler build() {
        return new Scheduler(this);
    }

    Rules rules() {
        List<NodeFilter> filters = new ArrayList<>();
        if (builtInFilters) {
            filters.add(NodeFilter.health());
            filters.add(NodeFilter.availability());
            filters.add(NodeFilter.placement());
            filters.add(NodeFilter.requirements());
            filters.add(NodeFilter.affinity());
            filters.add(NodeFilter.instances());
        }
        filters.addAll(own);
        if (builtInFilters) {
            filters.add(NodeFilter.ports());
            filters.add(NodeFilter.resources(overcommit));
        }
        return new Rules(
                filters.toArray(NodeFilter[]::new),
                ranking == null ? RankingStrategy.leastLoaded(overcommit) : ranking,
                spreadInstances);
    }
}
