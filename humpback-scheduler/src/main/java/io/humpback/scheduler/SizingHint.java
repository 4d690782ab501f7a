package io.humpback.scheduler;

import java.util.List;

/**
 * How many nodes of one shape would make pending requests fit. Immutable.
 *
 * @param shape what one such node offers
 * @param nodes how many would do; where {@code missing} is not empty, how many help at all
 * @param missing for each request that would find no place even so, why; empty if they all would
 */
public record SizingHint(NodeOffer shape, int nodes, List<String> missing) {
    /** Copies the list. */
    public SizingHint {
        missing = List.copyOf(missing);
    }

    /** Returns whether every pending request would find a place. */
    public boolean isSufficient() {
        return missing.isEmpty();
    }

    /** Returns the hint in words: {@code 3 more of 4 CPU, 16 GiB}. */
    @Override
    public String toString() {
        String size = Amounts.format(shape.capacity());
        return isSufficient()
                ? nodes + " more of " + size
                : nodes + " more of " + size + " are not enough: " + missing.get(0);
    }
}
