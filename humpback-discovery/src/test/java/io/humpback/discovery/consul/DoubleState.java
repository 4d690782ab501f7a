package io.humpback.discovery.consul;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a Consul knows: keys, sessions, lock-delays and the index that rises with every change. Time is passed in. Safe for
 * use by several threads.
 */
final class DoubleState {
    /** A key. {@code session} is empty for nobody. */
    record Pair(String key, String base64, long flags, String session, long create, long modify, long lock) {}

    /** A session. */
    record Session(String id, String name, String behavior, Duration ttl, Duration lockDelay, long create) {}

    /** What a restart with older data brings back. */
    record Copy(long index, Map<String, Pair> pairs, Map<String, Session> sessions) {}

    /** An operation of a transaction failed. */
    static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RolledBack(String what) {
            super(what);
        }
    }

    private static final long FIRST_INDEX = 10;

    private final LongSupplier nanos;
    private final TreeMap<String, Pair> pairs = new TreeMap<>();
    private final TreeMap<String, Long> graveyard = new TreeMap<>();
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Long> renewed = new HashMap<>();
    private final Map<String, Long> lockedUntil = new HashMap<>();
    private long index = FIRST_INDEX;
    private long now = FIRST_INDEX;
    private boolean inTransaction;
    /** How many TTLs a session lives: from 1 to 2. */
    private double lateness = 1;

    DoubleState(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void reapAfter(double ttls) {
        lateness = ttls;
    }

    private long begin() {
        if (!inTransaction) {
            now = index + 1;
        }
        return now;
    }

    private void changed() {
        index = now;
        notifyAll();
    }

    synchronized Pair get(String key) {
        return pairs.get(key);
    }

    synchronized List<Pair> list(String prefix) {
        return pairs.tailMap(prefix, true).values().stream()
                .takeWhile(pair -> pair.key.startsWith(prefix))
                .toList();
    }

    /** Returns the index that a query tells. */
    synchronized long indexOf(String key, boolean recurse) {
        if (!recurse) {
            return pairs.containsKey(key) ? pairs.get(key).modify : index;
        }
        long highest = list(key).stream().mapToLong(Pair::modify).max().orElse(0);
        for (var grave : graveyard.tailMap(key, true).entrySet()) {
            if (grave.getKey().startsWith(key)) {
                highest = Math.max(highest, grave.getValue());
            }
        }
        return highest == 0 ? index : highest;
    }

    /** Waits until the index of a query is another one than {@code before}, at most {@code wait}. */
    synchronized void await(String key, boolean recurse, long before, Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        long left = wait.toNanos();
        // Consul compares with "greater": an index from the future stays silent.
        while (left > 0 && indexOf(key, recurse) <= before) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }

    synchronized long put(String key, String base64, long flags) {
        Pair before = pairs.get(key);
        return write(key, base64, flags, before == null ? "" : before.session, before == null ? 0 : before.lock);
    }

    private long write(String key, String base64, long flags, String session, long lock) {
        long at = begin();
        Pair before = pairs.get(key);
        pairs.put(key, new Pair(key, base64, flags, session, before == null ? at : before.create, at, lock));
        changed();
        return at;
    }

    synchronized boolean cas(String key, String base64, long flags, long expected) {
        Pair before = pairs.get(key);
        if ((before == null ? 0 : before.modify) != expected) {
            return false;
        }
        put(key, base64, flags);
        return true;
    }

    synchronized boolean acquire(String key, String base64, long flags, String session) {
        if (!sessions.containsKey(session)) {
            throw new RolledBack("invalid session \"" + session + "\"");
        }
        if (lockedUntil.getOrDefault(key, Long.MIN_VALUE) > nanos.getAsLong()) {
            return false;
        }
        Pair before = pairs.get(key);
        String holder = before == null ? "" : before.session;
        if (!holder.isEmpty() && !holder.equals(session)) {
            return false;
        }
        long lock = before == null ? 0 : before.lock;
        write(key, base64, flags, session, holder.equals(session) ? lock : lock + 1);
        return true;
    }

    synchronized boolean release(String key, String base64, long flags, String session) {
        Pair before = pairs.get(key);
        if (before == null || !before.session.equals(session)) {
            return false;
        }
        write(key, base64, flags, "", before.lock);
        return true;
    }

    synchronized void delete(String key) {
        long at = begin();
        if (pairs.remove(key) != null) {
            graveyard.put(key, at);
            changed();
        }
    }

    synchronized boolean deleteCas(String key, long expected) {
        Pair before = pairs.get(key);
        if (before == null) {
            return true;
        }
        if (expected == 0 || before.modify != expected) {
            return false;
        }
        delete(key);
        return true;
    }

    synchronized void deleteTree(String prefix) {
        begin();
        boolean already = inTransaction;
        inTransaction = true;
        list(prefix).forEach(pair -> delete(pair.key));
        inTransaction = already;
    }

    /** Runs {@code work} as a whole: if it is rolled back nothing has changed. */
    synchronized void transaction(Runnable work) {
        Copy before = copy();
        Map<String, Long> graves = Map.copyOf(graveyard);
        begin();
        inTransaction = true;
        try {
            work.run();
        } catch (RolledBack e) {
            pairs.clear();
            pairs.putAll(before.pairs);
            graveyard.clear();
            graveyard.putAll(graves);
            index = before.index;
            throw e;
        } finally {
            inTransaction = false;
        }
    }

    synchronized String createSession(String name, String behavior, Duration ttl, Duration lockDelay) {
        String id = UUID.randomUUID().toString();
        sessions.put(id, new Session(id, name, behavior, ttl, lockDelay, begin()));
        renewed.put(id, nanos.getAsLong());
        changed();
        return id;
    }

    synchronized boolean renew(String id) {
        if (sessions.containsKey(id)) {
            renewed.put(id, nanos.getAsLong());
        }
        return sessions.containsKey(id);
    }

    synchronized List<Session> sessions() {
        return new ArrayList<>(sessions.values());
    }

    synchronized Session session(String id) {
        return sessions.get(id);
    }

    synchronized void destroy(String id) {
        Session session = sessions.remove(id);
        if (session == null) {
            return;
        }
        begin();
        long until = nanos.getAsLong() + session.lockDelay.toNanos();
        for (Pair pair : List.copyOf(pairs.values())) {
            if (pair.session.equals(id)) {
                if (session.behavior.equals("delete")) {
                    delete(pair.key);
                } else {
                    write(pair.key, pair.base64, pair.flags, "", pair.lock);
                }
                if (!session.lockDelay.isZero()) {
                    lockedUntil.put(pair.key, until);
                }
            }
        }
        changed();
    }

    /** Ends the sessions whose time is over. */
    synchronized void reap() {
        long at = nanos.getAsLong();
        for (Session session : List.copyOf(sessions.values())) {
            long life = (long) (session.ttl.toNanos() * lateness);
            if (life > 0 && at - renewed.getOrDefault(session.id, at) >= life) {
                destroy(session.id);
            }
        }
    }

    /** A new leader among the servers gives every session its whole time anew, and forgets the lock-delays. */
    synchronized void elected() {
        renewed.replaceAll((id, before) -> nanos.getAsLong());
        lockedUntil.clear();
    }

    synchronized Copy copy() {
        return new Copy(index, Map.copyOf(pairs), Map.copyOf(sessions));
    }

    /** Becomes what it was at {@code copy}, as after a restart with an older data directory. */
    synchronized void restore(Copy copy) {
        pairs.clear();
        pairs.putAll(copy.pairs);
        sessions.clear();
        sessions.putAll(copy.sessions);
        sessions.keySet().forEach(id -> renewed.put(id, nanos.getAsLong()));
        graveyard.clear();
        lockedUntil.clear();
        index = copy.index;
        notifyAll();
    }

    /** Returns what a new, empty Consul has. */
    static Copy empty() {
        return new Copy(FIRST_INDEX, Map.of(), Map.of());
    }
}
