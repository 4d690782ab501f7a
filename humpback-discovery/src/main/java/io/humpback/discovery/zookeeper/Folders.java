package io.humpback.discovery.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/** The nodes without a value that the others need above them. Stateless. */
final class Folders {
    /** How many requests are sent before the first answer is awaited. */
    private static final int WINDOW = 500;

    private Folders() {}

    /** Adds every path above {@code path} to {@code paths}. */
    static void addAbove(String path, SortedSet<String> paths) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            paths.add(path.substring(0, slash));
        }
    }

    /** Returns the folder that {@code path} lies in. */
    static String of(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    /** Returns what creates a folder: those of the centers are theirs, the others everybody's. */
    static Op create(ZooKeeperSettings settings, String path) {
        boolean centers = isIn(settings.root() + "/state", path) || isIn(settings.leader(), path);
        List<ACL> acl = centers ? settings.centersOnly() : ZooDefs.Ids.OPEN_ACL_UNSAFE;
        return Op.create(path, new byte[0], acl, CreateMode.PERSISTENT);
    }

    private static boolean isIn(String folder, String path) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    /** Does {@code operation}, which creates something in {@code folder}, and creates the folder first if it must. */
    static void writeBelow(Session session, ZooKeeperSettings settings, String folder, Op operation, Deadline deadline)
            throws RequestException {
        while (true) {
            try {
                deadline.await(session.write(List.of(operation)));
                return;
            } catch (RequestException e) {
                if (e.code() != Code.NONODE || deadline.isOver()) {
                    throw e;
                }
            }
            ensure(session, settings, folder, deadline);
        }
    }

    /** Creates {@code folder} and those above it as far as they are missing. */
    static void ensure(Session session, ZooKeeperSettings settings, String folder, Deadline deadline)
            throws RequestException {
        SortedSet<String> paths = new TreeSet<>();
        addAbove(folder, paths);
        paths.add(folder);
        for (var found : each(paths, session::stat, deadline).entrySet()) {
            if (found.getValue().isEmpty()) {
                try {
                    deadline.await(session.write(List.of(create(settings, found.getKey()))));
                } catch (RequestException e) {
                    if (!e.isOfPlan()) {
                        throw e;
                    }
                    // Somebody else did it meanwhile, or takes it away: the write that needs it will tell.
                }
            }
        }
    }

    /** Returns what {@code request} finds at each of {@code paths}; asks of many at once. */
    static <T> SortedMap<String, T> each(
            Iterable<String> paths, Function<String, CompletableFuture<T>> request, Deadline deadline)
            throws RequestException {
        SortedMap<String, T> found = new TreeMap<>();
        List<Map.Entry<String, CompletableFuture<T>>> asked = new ArrayList<>();
        for (String path : paths) {
            asked.add(Map.entry(path, request.apply(path)));
            if (asked.size() == WINDOW) {
                collect(asked, found, deadline);
            }
        }
        collect(asked, found, deadline);
        return found;
    }

    private static <T> void collect(
            List<Map.Entry<String, CompletableFuture<T>>> asked, SortedMap<String, T> found, Deadline deadline)
            throws RequestException {
        for (var one : asked) {
            found.put(one.getKey(), deadline.await(one.getValue()));
        }
        asked.clear();
    }
}
