package io.humpback.scheduler;

import java.util.List;
import java.util.Map;

/**
 * Gives a strategy a name for configuration. Found by {@link java.util.ServiceLoader}: the jar names its class in
 * {@code META-INF/services/io.humpback.scheduler.StrategyProvider}; it has a public constructor without arguments.
 */
public interface StrategyProvider {
    /** Returns the name: lower-case letters, digits and dashes, such as {@code cheapest-first}. */
    String name();

    /**
     * Returns the strategy. Throws {@link IllegalArgumentException} for an option that is unknown or out of its range.
     *
     * @param options from the configuration, empty if there are none
     */
    RankingStrategy create(Map<String, String> options);

    /** Returns filters that belong to the strategy, none unless said otherwise; with the same options. */
    default List<NodeFilter> filters(Map<String, String> options) {
        return List.of();
    }
}
