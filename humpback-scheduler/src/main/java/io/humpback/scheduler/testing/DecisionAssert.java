package io.humpback.scheduler.testing;

import io.humpback.core.NodeId;
import io.humpback.scheduler.Decision;

/** Assertions about a {@link Decision}; each returns itself, so that they chain. */
public final class DecisionAssert {
    private final Decision actual;

    DecisionAssert(Decision actual) {
        this.actual = actual;
    }

    /** Verifies that the instance was placed. */
    public DecisionAssert isPlaced() {
        if (actual instanceof Decision.Refused refused) {
            throw new AssertionError("expected a placement, but " + refused.summary());
        }
        return this;
    }

    /** Verifies that the instance was placed on the node with this id. */
    public DecisionAssert isPlacedOn(String node) {
        isPlaced();
        NodeId placedOn = ((Decision.Placed) actual).node();
        if (!placedOn.value().equals(node)) {
            throw new AssertionError("expected a placement on " + node + ", but it is on " + placedOn);
        }
        return this;
    }

    /** Verifies that no node could take the instance. */
    public DecisionAssert isRefused() {
        if (actual instanceof Decision.Placed placed) {
            throw new AssertionError("expected a refusal, but it is placed on " + placed.node());
        }
        return this;
    }

    /** Verifies that {@code count} nodes were vetoed for {@code reason}, such as {@code lack memory}. */
    public DecisionAssert isRefusedFor(String reason, int count) {
        isRefused();
        int found = ((Decision.Refused) actual)
                .vetoes().entrySet().stream()
                        .filter(veto -> veto.getKey().reason().equals(reason))
                        .mapToInt(veto -> veto.getValue())
                        .sum();
        if (found != count) {
            throw new AssertionError(
                    "expected that " + count + " " + reason + ", but " + ((Decision.Refused) actual).summary());
        }
        return this;
    }

    /** Verifies that no node could take the instance, and that waiting may help. */
    public DecisionAssert isRefusedForNow() {
        isRefused();
        if (!((Decision.Refused) actual).isTransient()) {
            throw new AssertionError(
                    "expected that waiting may help, but it does not: " + ((Decision.Refused) actual).summary());
        }
        return this;
    }

    /** Verifies that no node could take the instance, and that waiting does not help. */
    public DecisionAssert isRefusedForGood() {
        isRefused();
        if (((Decision.Refused) actual).isTransient()) {
            throw new AssertionError(
                    "expected that waiting does not help, but it may: " + ((Decision.Refused) actual).summary());
        }
        return this;
    }

    /** Verifies that the decision is {@code expected}. */
    public DecisionAssert isEqualTo(Decision expected) {
        if (!actual.equals(expected)) {
            throw new AssertionError("expected " + expected + ", but it is " + actual);
        }
        return this;
    }
}
