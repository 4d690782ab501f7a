package io.humpback.core.spi;

import io.humpback.core.Checks;

/**
 * The state of a store in three facts. Whoever commits names the head it knows, so nobody commits on what has changed.
 *
 * @param sequence counts the commits
 * @param epoch the sequence number of the commit by which the present leader took over
 * @param commitId the last commit's id, by which a commit that got no answer is found again
 */
public record Head(long sequence, long epoch, String commitId) {
    /** The head of an empty store. */
    public static final Head NONE = new Head(0, 0, "");

    /** Checks that no number is negative and that the epoch has come to pass. */
    public Head {
        Checks.checkNotNegative("sequence", sequence);
        Checks.checkNotNegative("epoch", epoch);
        if (epoch > sequence) {
            throw new IllegalArgumentException("epoch: " + epoch + " (expected: at most " + sequence + ")");
        }
    }

    /** Returns the head after a commit by the same leader. */
    public Head next(String newCommitId) {
        return new Head(sequence + 1, epoch, newCommitId);
    }

    /** Returns the head after the commit by which a new leader takes over. */
    public Head takeOver(String newCommitId) {
        return takeOverAbove(sequence, newCommitId);
    }

    /**
     * Returns the head after the commit by which a new leader takes over a state whose commits may have been numbered
     * higher once: one that was imported, or lost. All that has seen an epoch up to {@code floor} takes the new one for
     * newer.
     */
    public Head takeOverAbove(long floor, String newCommitId) {
        long first = Math.max(sequence, floor) + 1;
        return new Head(first, first, newCommitId);
    }
}
