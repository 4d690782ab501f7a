package io.humpback.scheduler.control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What reached the loop and was not looked at yet. Safe for use by several threads. */
final class Inbox {
    private final ConcurrentLinkedQueue<Input> inputs = new ConcurrentLinkedQueue<>();
    private volatile Runnable wake = () -> {};

    /** Sets what is called after each input; it must return at once. */
    void onInput(Runnable newWake) {
        wake = newWake;
    }

    void put(Input input) {
        inputs.add(input);
        wake.run();
    }

    /** Returns all inputs so far, in the order in which they came, and forgets them. */
    List<Input> take() {
        List<Input> taken = new ArrayList<>();
        @Nullable Input input = inputs.poll();
        while (input != null) {
            taken.add(input);
            input = inputs.poll();
        }
        return taken;
    }
}
