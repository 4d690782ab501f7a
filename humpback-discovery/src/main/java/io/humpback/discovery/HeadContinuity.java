package io.humpback.discovery;

import io.humpback.core.spi.Head;

/**
 * Sees whether the head goes back, as it never does but in a backend that was wiped or restored. From then on the state
 * is refused, for reading and for writing: it is not what this program has acted on. Only a start of the program, which
 * is an operator's word, takes it for what it is. Safe for use by several threads.
 */
final class HeadContinuity {
    private Head newest = Head.NONE;
    private String broken = "";

    /** Returns the newest head that is known now: a read that begins from now on must not see an earlier one. */
    synchronized Head floor() {
        checkUnbroken();
        return newest;
    }

    /**
     * Checks a head that was read.
     *
     * @param floor from before the read
     */
    synchronized void check(Head head, Head floor) {
        boolean another = head.sequence() == floor.sequence() && !head.equals(floor);
        if (head.sequence() < floor.sequence() || another) {
            broken = "it went back: sequence=" + head.sequence() + ", before=" + floor.sequence()
                    + ". Maybe the backend was wiped, or an older state was restored; start the center anew to go on from it";
        }
        checkUnbroken();
        note(head);
    }

    /** Takes note of a head that was committed. */
    synchronized void note(Head head) {
        if (head.sequence() > newest.sequence()) {
            newest = head;
        }
    }

    private void checkUnbroken() {
        if (!broken.isEmpty()) {
            throw new UnreadableStateException(KeyValueStore.HEAD, broken, null);
        }
    }
}
