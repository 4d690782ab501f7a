package io.humpback.discovery.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;

/** What lies below a folder, read by one call on one session. Asks of many nodes at once. */
final class Subtree {
    /** How many nodes of a range are looked at together, if it may have so many. */
    private static final int WINDOW = 200;

    private final Session session;
    private final Deadline deadline;

    Subtree(Session session, Deadline deadline) {
        this.session = session;
        this.deadline = deadline;
    }

    /** Returns all values below {@code folder}, by path. */
    SortedMap<String, String> valuesBelow(String folder) throws RequestException {
        SortedMap<String, String> values = new TreeMap<>();
        List<String> folders = List.of(folder);
        while (!folders.isEmpty()) {
            List<String> next = new ArrayList<>();
            Folders.each(childrenOf(folders), session::read, deadline).forEach((path, found) -> {
                if (found.isPresent() && found.get().hasValue()) {
                    values.put(path, found.get().text());
                }
                if (found.isPresent() && found.get().hasChildren()) {
                    next.add(path);
                }
            });
            folders = next;
        }
        return values;
    }

    private List<String> childrenOf(List<String> folders) throws RequestException {
        List<String> paths = new ArrayList<>();
        Folders.each(folders, folder -> session.children(folder, null), deadline)
                .forEach((folder, names) -> names.forEach(name -> paths.add(folder + "/" + name)));
        return paths;
    }

    /** Returns the nodes directly below {@code folder} that have a value, or one below them. */
    SortedSet<String> inUse(String folder) throws RequestException {
        SortedSet<String> used = new TreeSet<>();
        for (var found : stats(childrenOf(List.of(folder))).entrySet()) {
            if (hasValueBelow(found.getKey(), found.getValue())) {
                used.add(found.getKey());
            }
        }
        return used;
    }

    private SortedMap<String, Optional<Stat>> stats(List<String> paths) throws RequestException {
        return Folders.each(paths, session::stat, deadline);
    }

    private boolean hasValueBelow(String path, Optional<Stat> stat) throws RequestException {
        if (stat.isEmpty() || stat.get().getDataLength() > 0 || stat.get().getNumChildren() == 0) {
            return stat.isPresent() && stat.get().getDataLength() > 0;
        }
        for (var found : stats(childrenOf(List.of(path))).entrySet()) {
            if (hasValueBelow(found.getKey(), found.getValue())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the first values below {@code folder} behind the path {@code after}, in the order of paths, at most
     * {@code limit}.
     */
    SortedMap<String, String> range(String folder, String after, int limit) throws RequestException {
        SortedMap<String, String> values = new TreeMap<>();
        collect(folder, after, limit, values);
        return values;
    }

    /**
     * A node stands in the order twice: as itself, and as the folder of what is below it. Between the two may lie
     * others, such as a-b between a and a/b.
     */
    private void collect(String folder, String after, int limit, SortedMap<String, String> values)
            throws RequestException {
        SortedSet<String> places = new TreeSet<>();
        for (String path : childrenOf(List.of(folder))) {
            places.add(path);
            places.add(path + "/");
        }
        places.removeIf(place -> isBehind(after, place));
        List<String> ordered = List.copyOf(places);
        int next = 0;
        while (next < ordered.size() && values.size() < limit) {
            int wanted = Math.min(WINDOW, 2 * (limit - values.size()));
            int end = Math.min(ordered.size(), next + wanted);
            collect(ordered.subList(next, end), after, limit, values);
            next = end;
        }
    }

    /** Returns whether nothing of {@code place} comes after {@code after}. */
    private static boolean isBehind(String after, String place) {
        return place.endsWith("/")
                ? place.compareTo(after) < 0 && !after.startsWith(place)
                : place.compareTo(after) <= 0;
    }

    private void collect(List<String> places, String after, int limit, SortedMap<String, String> values)
            throws RequestException {
        List<String> nodes =
                places.stream().filter(place -> !place.endsWith("/")).toList();
        Map<String, Optional<Znode>> found = Folders.each(nodes, session::read, deadline);
        List<String> others = places.stream()
                .filter(place -> place.endsWith("/"))
                .map(Subtree::withoutSlash)
                .filter(node -> !found.containsKey(node))
                .toList();
        Map<String, Optional<Stat>> stats = stats(others);
        for (String place : places) {
            if (values.size() >= limit) {
                return;
            }
            String node = place.endsWith("/") ? withoutSlash(place) : place;
            Optional<Znode> read = found.getOrDefault(node, Optional.empty());
            if (node.equals(place)) {
                read.filter(Znode::hasValue).ifPresent(value -> values.put(node, value.text()));
            } else if (hasChildren(read, stats.getOrDefault(node, Optional.empty()))) {
                collect(node, after, limit, values);
            }
        }
    }

    private static boolean hasChildren(Optional<Znode> read, Optional<Stat> stat) {
        return read.map(Znode::stat)
                .or(() -> stat)
                .filter(known -> known.getNumChildren() > 0)
                .isPresent();
    }

    private static String withoutSlash(String place) {
        return place.substring(0, place.length() - 1);
    }

    /** Deletes all nodes below {@code folder}, the deepest first, also what is added while it goes on. */
    void deleteBelow(String folder) throws RequestException {
        boolean complete = false;
        while (!complete) {
            List<List<String>> levels = new ArrayList<>();
            List<String> level = childrenOf(List.of(folder));
            while (!level.isEmpty()) {
                levels.add(0, level);
                level = childrenOf(level);
            }
            complete = true;
            for (List<String> deepest : levels) {
                complete &= delete(deepest);
            }
        }
    }

    private boolean delete(List<String> paths) throws RequestException {
        return Folders.each(
                        paths,
                        path -> session.write(List.of(Op.delete(path, -1)))
                                .thenApply(done -> Code.OK)
                                .exceptionally(Subtree::refusal),
                        deadline)
                .values()
                .stream()
                .noneMatch(Code.NOTEMPTY::equals);
    }

    /** What is gone already is as good as deleted. Passes on what is no such answer. */
    private static Code refusal(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof KeeperException refused
                && (refused.code() == Code.NONODE || refused.code() == Code.NOTEMPTY)) {
            return refused.code();
        }
        throw new CompletionException(cause);
    }
}
