package io.humpback.discovery.zookeeper;

import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;

/**
 * What a transaction is in ZooKeeper's terms, which tell apart creating and changing, and where a node that has others
 * below it cannot be deleted. It needs to know what exists; if that has changed meanwhile, ZooKeeper refuses it as a
 * whole. Not safe for use by several threads.
 */
final class TransactionPlan {
    private static final int ANY_VERSION = -1;
    private static final byte[] NO_VALUE = {};

    private final ZooKeeperSettings settings;
    private final SortedMap<String, String> puts = new TreeMap<>();
    private final SortedSet<String> deletes = new TreeSet<>();
    /** Everything that lies above a put. */
    private final SortedSet<String> folders = new TreeSet<>();

    private final String headPath;

    private TransactionPlan(ZooKeeperSettings settings) {
        this.settings = settings;
        headPath = path(settings, KeyValueStore.HEAD);
    }

    /** Returns the plan of one value, which asks nothing of the head. */
    static TransactionPlan ofPut(ZooKeeperSettings settings, String key, String value) {
        TransactionPlan plan = new TransactionPlan(settings);
        plan.put(key, value);
        return plan;
    }

    /** Returns the plan of a transaction. */
    static TransactionPlan of(ZooKeeperSettings settings, Transaction transaction) {
        TransactionPlan plan = new TransactionPlan(settings);
        plan.put(KeyValueStore.HEAD, transaction.nextHead());
        transaction.puts().forEach(plan::put);
        transaction.deletes().forEach(key -> plan.deletes.add(path(settings, key)));
        return plan;
    }

    private void put(String key, String value) {
        String path = path(settings, key);
        puts.put(path, value);
        Folders.addAbove(path, folders);
    }

    private static String path(ZooKeeperSettings settings, String key) {
        return "/" + settings.path().state(key);
    }

    /** Returns the paths of which must be known whether they exist. */
    SortedSet<String> paths() {
        SortedSet<String> paths = new TreeSet<>(folders);
        paths.addAll(puts.keySet());
        paths.addAll(deletes);
        return paths;
    }

    /**
     * Returns the operations.
     *
     * @param stats what exists, by path
     * @param headVersion which version of the head, if there is one, must be the present one
     */
    List<Op> operations(Map<String, Optional<Stat>> stats, int headVersion) {
        List<Op> operations = new ArrayList<>();
        // Parents come before what is in them, in the order of paths.
        for (String folder : folders) {
            if (isMissing(stats, folder) && !puts.containsKey(folder)) {
                operations.add(Folders.create(settings, folder));
            }
        }
        puts.forEach((path, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            operations.add(
                    isMissing(stats, path)
                            ? Op.create(path, bytes, settings.centersOnly(), CreateMode.PERSISTENT)
                            : Op.setData(path, bytes, path.equals(headPath) ? headVersion : ANY_VERSION));
        });
        for (String path : deletes) {
            Optional<Stat> stat = stats.getOrDefault(path, Optional.empty());
            if (stat.isPresent() && (folders.contains(path) || stat.get().getNumChildren() > 0)) {
                operations.add(Op.setData(path, NO_VALUE, ANY_VERSION));
            } else if (stat.isPresent()) {
                operations.add(Op.delete(path, ANY_VERSION));
            }
        }
        return operations;
    }

    private static boolean isMissing(Map<String, Optional<Stat>> stats, String path) {
        return stats.getOrDefault(path, Optional.empty()).isEmpty();
    }

    /** Returns the folders that may be of no use any more once this is done. */
    SortedSet<String> emptied() {
        SortedSet<String> emptied = new TreeSet<>();
        deletes.forEach(path -> emptied.add(Folders.of(path)));
        return emptied;
    }
}
