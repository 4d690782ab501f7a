package io.humpback.scheduler.testing;

import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What goes wrong with an engine in memory. Not safe for use by several threads: the engine sees to that. */
final class EngineFaults {
    private static final Set<String> NEEDS_DISK = Set.of("create", "start", "pull");

    private final String name;
    private final Set<String> swallowed = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private final Map<String, Deque<EngineRefusedException>> refusals = new HashMap<>();
    private final Set<String> frozen = new HashSet<>();
    private final List<Runnable> late = new ArrayList<>();
    private boolean dead;
    private boolean full;

    EngineFaults(String name) {
        this.name = name;
    }

    void swallowAnswer(String verb) {
        swallowed.add(verb);
    }

    void loseCall(String verb) {
        lost.add(verb);
    }

    void refuse(String verb, int status, String reason, int times) {
        Deque<EngineRefusedException> queue = refusals.computeIfAbsent(verb, key -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            queue.add(new EngineRefusedException(status, reason));
        }
    }

    void forget(String verb) {
        swallowed.remove(verb);
        lost.remove(verb);
        refusals.remove(verb);
    }

    void freeze(List<String> verbs) {
        frozen.addAll(verbs);
    }

    /** What was asked meanwhile happens now, though nobody waits for it any more. */
    void thaw() {
        frozen.clear();
        List<Runnable> now = List.copyOf(late);
        late.clear();
        for (Runnable effect : now) {
            doUnheard(effect);
        }
    }

    private static void doUnheard(Runnable effect) {
        try {
            effect.run();
        } catch (EngineException e) {
            return; // nobody waits for the answer any more
        }
    }

    void setDead(boolean isDead) {
        dead = isDead;
    }

    void setFull(boolean isFull) {
        full = isFull;
    }

    /** Throws what goes wrong with a call of {@code verb} before it has its effect, which comes at a thaw. */
    void check(String verb, Runnable effect) {
        if (dead) {
            throw new EngineUnreachableException(name, "connection refused", null);
        }
        if (frozen.contains(verb)) {
            late.add(effect);
            throw new EngineTimeoutException(name, verb + " hangs", null);
        }
        if (lost.remove(verb)) {
            throw new EngineTimeoutException(name, verb + " lost", null);
        }
        if (full && NEEDS_DISK.contains(verb)) {
            throw new EngineRefusedException(500, verb + ": no space left on device");
        }
        EngineRefusedException refusal =
                refusals.getOrDefault(verb, new ArrayDeque<>()).poll();
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Throws if the answer to a call of {@code verb} that had its effect gets lost. */
    void checkAnswer(String verb) {
        if (swallowed.remove(verb)) {
            throw new EngineTimeoutException(name, verb + " got no answer", null);
        }
    }
}
