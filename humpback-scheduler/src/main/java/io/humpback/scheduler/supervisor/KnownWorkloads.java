package io.humpback.scheduler.supervisor;

import io.humpback.core.ObservedContainer;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the workloads of one node: those that run, and those that ended or were not started yet, of
 * which no list tells. Safe for use by several threads.
 */
final class KnownWorkloads {
    private final InstantSource clock;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private long ticket;

    KnownWorkloads(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the slot with this id or name, null if there is none. */
    synchronized @Nullable Slot find(String idOrName) {
        Slot found = slots.get(idOrName);
        if (found != null) {
            return found;
        }
        for (Slot slot : slots.values()) {
            if (slot.name().equals(idOrName)) {
                return slot;
            }
        }
        return null;
    }

    /** Adds {@code slot} unless its id or name is taken, and returns whether it did. */
    synchronized boolean add(Slot slot) {
        if (find(slot.id()) != null || find(slot.name()) != null) {
            return false;
        }
        slots.put(slot.id(), slot);
        return true;
    }

    synchronized void remove(Slot slot) {
        slots.remove(slot.id());
    }

    synchronized void starting(Slot slot) {
        slot.starting();
    }

    synchronized boolean isRunning(Slot slot) {
        return slot.isRunning();
    }

    synchronized boolean mayRun(Slot slot) {
        return slot.mayRun();
    }

    /** Notes that a call to start {@code slot} has ended. */
    synchronized void startEnded(Slot slot, boolean done) {
        slot.settled(++ticket);
        if (done) {
            slot.running(clock.instant());
        }
    }

    /** Notes that a call to stop {@code slot} has ended. */
    synchronized void stopEnded(Slot slot, boolean done) {
        slot.settled(++ticket);
        if (done) {
            slot.ended(clock.instant());
        }
    }

    synchronized @Nullable ObservedContainer observed(String idOrName) {
        Slot slot = find(idOrName);
        return slot == null ? null : slot.observed();
    }

    synchronized List<ObservedContainer> observed() {
        return slots.values().stream().map(Slot::observed).toList();
    }

    /** Returns the ticket of a list that is about to begin. */
    synchronized long beginList() {
        return ++ticket;
    }

    /** Takes over a list that was begun at {@code began}, and returns the ids of workloads that changed by it. */
    synchronized Set<String> listed(Collection<String> running, long began) {
        Set<String> changed = new TreeSet<>();
        for (String id : running) {
            Slot slot = slots.computeIfAbsent(id, Slot::found);
            if (slot.isToldBy(began)) {
                boolean before = slot.isRunning();
                slot.running(clock.instant());
                note(changed, slot, before);
            }
        }
        for (Slot slot : List.copyOf(slots.values())) {
            boolean idle = slot.gate().availablePermits() > 0;
            if (!running.contains(slot.id()) && idle && slot.isToldBy(began)) {
                boolean before = slot.isRunning();
                slot.ended(clock.instant());
                note(changed, slot, before);
                if (!slot.isStartable()) {
                    slots.remove(slot.id()); // nobody here knows what it was, so it can only be made anew
                }
            }
        }
        return changed;
    }

    private static void note(Set<String> changed, Slot slot, boolean wasRunning) {
        if (slot.isRunning() != wasRunning) {
            changed.add(slot.id());
        }
    }
}
