package io.humpback.scheduler.testing;

import io.humpback.core.Checks;
import io.humpback.core.NodeId;
import io.humpback.scheduler.NodeView;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RankingStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether a strategy keeps its promises, on thousands of clusters that seeds determine: that it does not throw, that
 * its weights are finite, are the same for the same question, do not depend on the order of nodes and on what was asked
 * before, that it reads no clock and no random source of its own, that it depends on the node alone where it says so, that
 * a call allocates nothing and costs little. The first counterexample is made as small as it can be. Not safe for use by
 * several threads.
 */
public final class StrategyContract {
    /** A call should cost a tenth of a microsecond; this is far above what a noisy machine makes of it. */
    private static final Duration MAX_COST = Duration.ofNanos(20_000);

    private static final String FICKLE =
            "is not deterministic: it gave another answer while its counterexample was made smaller";

    private final RankingStrategy strategy;
    private int clusters = 3000;
    private long firstSeed = 1;
    private Duration maxCost = MAX_COST;

    private record Trial(long seed, ContractCase asked, List<NodeView> nodes) {}

    private StrategyContract(RankingStrategy strategy) {
        this.strategy = Objects.requireNonNull(strategy, "strategy");
    }

    /** Throws an {@link AssertionError} with the first counterexample if {@code strategy} breaks a promise. */
    public static void check(RankingStrategy strategy) {
        of(strategy).check();
    }

    /** Returns the contract of {@code strategy}, to be checked in another way than the usual one. */
    public static StrategyContract of(RankingStrategy strategy) {
        return new StrategyContract(strategy);
    }

    /** Sets the number of clusters, 1-1,000,000, 3000 unless said otherwise. */
    public StrategyContract clusters(int newClusters) {
        clusters = Checks.checkRange("clusters", newClusters, 1, 1_000_000);
        return this;
    }

    /** Sets the first seed; the others follow it. */
    public StrategyContract seed(long newFirstSeed) {
        firstSeed = newFirstSeed;
        return this;
    }

    /** Sets how much CPU time a call may cost, 20 µs unless said otherwise: a strategy that waits is found out. */
    public StrategyContract maxCost(Duration newMaxCost) {
        maxCost = newMaxCost;
        return this;
    }

    /** Throws an {@link AssertionError} with the first counterexample if the strategy breaks a promise. */
    public void check() {
        violation().ifPresent(violation -> {
            throw new AssertionError(violation);
        });
    }

    /** Returns the first counterexample in words, if there is one. */
    public Optional<String> violation() {
        Optional<String> hidden = HiddenSources.find(strategy.getClass())
                .map(call -> strategy + " reads a hidden clock or random source: it calls " + call);
        if (hidden.isPresent()) {
            return hidden;
        }
        List<Trial> trials = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + clusters; seed++) {
            ContractCase asked = ContractCase.of(seed);
            trials.add(new Trial(seed, asked, asked.snapshot().nodes()));
        }
        return wrongAnswer(trials).or(() -> wrongSecondAnswer(trials)).or(this::tooExpensive);
    }

    private Optional<String> wrongAnswer(List<Trial> trials) {
        for (Trial trial : trials) {
            if (fault(trial.asked, trial.nodes) != null) {
                ContractCase smallest = Shrinker.shrink(trial.asked, smaller -> fault(smaller) != null);
                String fault = fault(smallest);
                return Optional.of(strategy + " " + (fault == null ? FICKLE : fault) + "\nseed " + trial.seed
                        + ", smallest cluster:\n" + smallest);
            }
        }
        return Optional.empty();
    }

    /** Asks all again, later and in another order: a clock has moved on, and memory has filled. */
    private Optional<String> wrongSecondAnswer(List<Trial> trials) {
        List<double[]> first = trials.stream().map(this::weights).toList();
        for (int i = trials.size() - 1; i >= 0; i--) {
            Trial trial = trials.get(i);
            if (!Arrays.equals(first.get(i), weights(trial))) {
                return Optional.of(strategy + " gives another weight when asked again later: it remembers something or"
                        + " reads a clock\nseed " + trial.seed + ", cluster:\n" + trial.asked);
            }
        }
        return Optional.empty();
    }

    private double[] weights(Trial trial) {
        return trial.asked.requests().stream()
                .flatMapToDouble(request -> trial.nodes.stream().mapToDouble(node -> strategy.weigh(request, node)))
                .toArray();
    }

    private @Nullable String fault(ContractCase asked) {
        return fault(asked, asked.snapshot().nodes());
    }

    /** Returns what the strategy does wrong, or null. */
    private @Nullable String fault(ContractCase asked, List<NodeView> nodes) {
        try {
            for (PlacementRequest request : asked.requests()) {
                String fault = fault(request, nodes);
                if (fault != null) {
                    return fault;
                }
            }
            return strategy.dependsOnNodeAlone() ? dependence(asked.requests(), nodes) : null;
        } catch (RuntimeException e) {
            return "throws " + e;
        }
    }

    private @Nullable String fault(PlacementRequest request, List<NodeView> nodes) {
        Map<NodeId, Double> answers = new HashMap<>();
        for (NodeView node : nodes) {
            double weight = strategy.weigh(request, node);
            if (!Double.isFinite(weight)) {
                return "gives a weight that is not finite: " + weight + " for " + node.id();
            }
            answers.put(node.id(), weight);
        }
        return repeated(request, nodes, answers);
    }

    private @Nullable String repeated(PlacementRequest request, List<NodeView> nodes, Map<NodeId, Double> answers) {
        List<NodeView> reversed = new ArrayList<>(nodes);
        Collections.reverse(reversed);
        for (NodeView node : reversed) {
            double expected = answers.getOrDefault(node.id(), Double.NaN);
            double again = strategy.weigh(request, node);
            double atOnce = strategy.weigh(request, node);
            if (again != atOnce) {
                return "is not deterministic: " + node.id() + " weighs " + again + ", asked again " + atOnce;
            }
            if (again != expected) {
                return "depends on the order of nodes: " + node.id() + " weighs " + expected
                        + ", asked in another order " + again;
            }
        }
        return null;
    }

    private @Nullable String dependence(List<PlacementRequest> requests, List<NodeView> nodes) {
        for (NodeView node : nodes) {
            double expected = strategy.weigh(requests.get(0), node);
            for (PlacementRequest request : requests) {
                double weight = strategy.weigh(request, node);
                if (weight != expected) {
                    return "says that it depends on the node alone, but " + node.id() + " weighs " + expected + " for "
                            + requests.get(0) + " and " + weight + " for " + request;
                }
            }
        }
        return null;
    }

    private Optional<String> tooExpensive() {
        ContractCase asked = ContractCase.of(firstSeed);
        CallCost cost =
                CallCost.of(strategy, asked.requests().get(0), asked.snapshot().nodes());
        if (cost.bytes() >= 1) {
            return Optional.of(
                    String.format(Locale.ROOT, "%s allocates: %.0f bytes for each call", strategy, cost.bytes()));
        }
        if (cost.nanos() > maxCost.toNanos()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s is slow: %.0f ns for each call (expected: at most %d)",
                    strategy,
                    cost.nanos(),
                    maxCost.toNanos()));
        }
        return Optional.empty();
    }
}
