package io.humpback.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The sum of other strategies' weights, each with its factor, in the order given so that rounding is always the same. */
record WeightedSum(List<Term> terms) implements RankingStrategy {
    /** One summand. */
    record Term(RankingStrategy strategy, double factor) {
        Term {
            Objects.requireNonNull(strategy, "strategy");
            if (!Double.isFinite(factor)) {
                throw new IllegalArgumentException("factor: " + factor + " (expected: a finite number)");
            }
        }
    }

    WeightedSum {
        terms = List.copyOf(terms);
    }

    static WeightedSum of(RankingStrategy first, RankingStrategy second) {
        List<Term> all = new ArrayList<>(terms(first));
        all.addAll(terms(second));
        return new WeightedSum(all);
    }

    private static List<Term> terms(RankingStrategy strategy) {
        return strategy instanceof WeightedSum sum ? sum.terms : List.of(new Term(strategy, 1));
    }

    @Override
    public RankingStrategy times(double factor) {
        return new WeightedSum(terms.stream()
                .map(term -> new Term(term.strategy, term.factor * factor))
                .toList());
    }

    @Override
    public double weigh(PlacementRequest request, NodeView node) {
        double sum = 0;
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            sum += term.factor * term.strategy.weigh(request, node);
        }
        return sum;
    }

    @Override
    public boolean dependsOnNodeAlone() {
        return terms.stream().allMatch(term -> term.strategy.dependsOnNodeAlone());
    }

    @Override
    public List<WeightPart> parts(PlacementRequest request, NodeView node) {
        List<WeightPart> parts = new ArrayList<>();
        for (Term term : terms) {
            String prefix = term.factor + " x ";
            term.strategy
                    .parts(request, node)
                    .forEach(part -> parts.add(new WeightPart(prefix + part.name(), part.value())));
        }
        return parts;
    }
}
