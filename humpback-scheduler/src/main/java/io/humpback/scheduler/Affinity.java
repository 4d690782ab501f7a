package io.humpback.scheduler;

import io.humpback.core.Constraint;
import io.humpback.core.MetaId;
import java.util.Objects;

/**
 * A wish to be together with something, or apart from it: with instances of a meta on the same node, or with a label of
 * the node. A soft wish, the default, decides between nodes that host equally many instances of the requesting meta; a
 * hard one vetoes. The wish is that of the requesting meta alone: the other one may still come later. Immutable.
 */
public sealed interface Affinity {
    /** Returns whether nodes that do not satisfy the wish are vetoed. */
    boolean isHard();

    /** Returns how much a soft wish counts against others, 1 unless said otherwise. */
    double weight();

    /** Returns whether {@code node} satisfies the wish. Allocates nothing. */
    boolean isSatisfiedBy(NodeView node);

    /** Returns this wish as one that must be satisfied. */
    Affinity hard();

    /** Returns this wish as a soft one of another weight, a finite number above zero. */
    Affinity soft(double weight);

    /** Returns the wish for a node that hosts an instance of {@code meta}. */
    static Affinity near(MetaId meta) {
        return new ToMeta(meta, true, false, 1);
    }

    /** Returns the wish for a node that hosts no instance of {@code meta}. */
    static Affinity awayFrom(MetaId meta) {
        return new ToMeta(meta, false, false, 1);
    }

    /**
     * Returns the wish for a node that meets {@code constraint}, such as {@code node.labels.disk==ssd}; the opposite is a
     * constraint with {@code !=}.
     */
    static Affinity to(Constraint constraint) {
        return new ToNode(constraint, false, 1);
    }

    /** A wish about the instances on the node. */
    record ToMeta(MetaId meta, boolean together, boolean isHard, double weight) implements Affinity {
        /** Checks the weight. */
        public ToMeta {
            checkWeight(weight);
        }

        @Override
        public boolean isSatisfiedBy(NodeView node) {
            return node.instancesOf(meta) > 0 == together;
        }

        @Override
        public Affinity hard() {
            return new ToMeta(meta, together, true, weight);
        }

        @Override
        public Affinity soft(double newWeight) {
            return new ToMeta(meta, together, false, newWeight);
        }

        /** Returns the wish in words: {@code near web}, {@code away from web}. */
        @Override
        public String toString() {
            return (together ? "near " : "away from ") + meta;
        }
    }

    /** A wish about the node itself. */
    record ToNode(Constraint constraint, boolean isHard, double weight) implements Affinity {
        /** Checks the weight. */
        public ToNode {
            Objects.requireNonNull(constraint, "constraint");
            checkWeight(weight);
        }

        @Override
        public boolean isSatisfiedBy(NodeView node) {
            return constraint.matches(node.node(), node.labels());
        }

        @Override
        public Affinity hard() {
            return new ToNode(constraint, true, weight);
        }

        @Override
        public Affinity soft(double newWeight) {
            return new ToNode(constraint, false, newWeight);
        }

        /** Returns the wish in words: {@code on node.labels.disk==ssd}. */
        @Override
        public String toString() {
            return "on " + constraint;
        }
    }

    private static void checkWeight(double weight) {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: a finite number above 0)");
        }
    }
}
