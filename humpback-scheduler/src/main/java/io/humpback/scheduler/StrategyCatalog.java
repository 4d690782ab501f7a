package io.humpback.scheduler;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The strategies that configuration can name. Built in are {@code least-loaded} (option {@code overcommit}),
 * {@code binpack} ({@code overcommit}), {@code spread}, {@code random} ({@code seed}), {@code measured} ({@code share})
 * and {@code weighted}, whose options are the names of others with their factors. Immutable, safe for use by several
 * threads.
 */
public final class StrategyCatalog {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final StrategyCatalog BUILT_IN = new StrategyCatalog(Map.of()).with(builtInProviders());

    private final Map<String, StrategyProvider> providers;

    private record Named(String name, Function<StrategyOptions, RankingStrategy> maker) implements StrategyProvider {
        @Override
        public RankingStrategy create(Map<String, String> options) {
            return maker.apply(new StrategyOptions(name, options));
        }
    }

    private StrategyCatalog(Map<String, StrategyProvider> providers) {
        this.providers = Collections.unmodifiableMap(new TreeMap<>(providers));
    }

    private static List<StrategyProvider> builtInProviders() {
        return List.of(
                new Named("least-loaded", o -> RankingStrategy.leastLoaded(overcommit(o))),
                new Named("binpack", o -> RankingStrategy.binpack(overcommit(o))),
                new Named("spread", o -> {
                    o.only();
                    return RankingStrategy.spread();
                }),
                new Named("random", o -> RankingStrategy.random(o.only("seed").integer("seed", 0))),
                new Named(
                        "measured",
                        o -> RankingStrategy.measured(o.only("share").decimal("share", 0.5))));
    }

    private static double overcommit(StrategyOptions options) {
        return options.only("overcommit").decimal("overcommit", Scheduler.DEFAULT_OVERCOMMIT);
    }

    /** Returns the built-in strategies. */
    public static StrategyCatalog builtIn() {
        return BUILT_IN;
    }

    /** Returns the built-in strategies and those that the class path of {@code loader} has. */
    public static StrategyCatalog load(ClassLoader loader) {
        return BUILT_IN.with(ServiceLoader.load(StrategyProvider.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /**
     * Returns this catalogue with more strategies. Throws {@link IllegalArgumentException} for a name that is no name or
     * that another one has.
     */
    public StrategyCatalog with(Collection<? extends StrategyProvider> more) {
        Map<String, StrategyProvider> all = new TreeMap<>(providers);
        for (StrategyProvider provider : more) {
            String name = provider.name();
            if (name == null || !NAME.matcher(name).matches() || name.equals("weighted")) {
                throw new IllegalArgumentException("name: " + name + ", provider="
                        + provider.getClass().getName()
                        + " (expected: lower-case letters, digits and dashes, not weighted)");
            }
            StrategyProvider other = all.putIfAbsent(name, provider);
            if (other != null) {
                throw new IllegalArgumentException("name: " + name + ", provider="
                        + provider.getClass().getName() + " (expected: one that "
                        + other.getClass().getName() + " has not)");
            }
        }
        return new StrategyCatalog(all);
    }

    /** Returns the names, ordered; {@code weighted} is understood as well. */
    public Set<String> names() {
        return providers.keySet();
    }

    /**
     * Returns the strategy with this name. Throws {@link IllegalArgumentException} for an unknown name, which says the
     * known ones, and for an option that does not fit.
     */
    public RankingStrategy create(String name, Map<String, String> options) {
        return name.equals("weighted") ? weighted(options) : provider(name).create(options);
    }

    /** Returns the filters that belong to the strategy with this name. */
    public List<NodeFilter> filters(String name, Map<String, String> options) {
        return name.equals("weighted")
                ? new TreeMap<>(options)
                        .keySet().stream()
                                .flatMap(part -> filters(part, Map.of()).stream())
                                .toList()
                : provider(name).filters(options);
    }

    private StrategyProvider provider(String name) {
        StrategyProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException(
                    "strategy: " + name + " (expected: " + String.join(", ", names()) + " or weighted)");
        }
        return provider;
    }

    private RankingStrategy weighted(Map<String, String> factors) {
        StrategyOptions options = new StrategyOptions("weighted", factors);
        return new TreeMap<>(factors)
                .keySet().stream()
                        .map(name -> create(name, Map.of()).times(options.decimal(name, 1)))
                        .reduce(RankingStrategy::plus)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "options: none, strategy=weighted (expected: names of strategies with their factors)"));
    }
}
