package io.humpback.discovery.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Response;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.Transaction;
import io.humpback.discovery.etcd.EtcdCallException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values in etcd. A transaction compares the head's value, which holds the id of the last commit and so never
 * comes again. Reads are linearizable. Safe for use by several threads.
 */
final class EtcdKeyValueStore implements KeyValueStore {
    private static final int SNAPSHOT_TRIES = 3;
    private static final int CHILDREN_PAGE = 200;
    private static final char AFTER_SLASH = '/' + 1;

    private final EtcdConnection connection;
    private final ClusterPath path;
    private final EtcdContinuity continuity;

    /** The connection stays the caller's. */
    EtcdKeyValueStore(EtcdConnection connection, ClusterPath path, EtcdContinuity continuity) {
        this.connection = connection;
        this.path = path;
        this.continuity = continuity;
    }

    private ByteSequence key(String key) {
        return EtcdConnection.bytes(path.state(key));
    }

    private static ByteSequence value(String text) {
        return EtcdConnection.bytes(text);
    }

    private static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Entry entry(KeyValue stored) {
        return new Entry(relative(stored.getKey()), text(stored.getValue()));
    }

    private String relative(ByteSequence key) {
        return text(key).substring(path.root().length() + 1);
    }

    @Override
    public @Nullable String get(String key) {
        return reading(() -> {
            GetResponse answer = ask(client -> client.getKVClient().get(key(key)));
            return answer.getKvs().isEmpty()
                    ? null
                    : text(answer.getKvs().get(0).getValue());
        });
    }

    @Override
    public Snapshot snapshot(List<String> prefixes) {
        return reading(() -> {
            for (int tries = 1; ; tries++) {
                try {
                    return snapshotOnce(prefixes.stream().sorted().toList());
                } catch (EtcdCallException e) {
                    if (e.kind() != Kind.COMPACTED || tries == SNAPSHOT_TRIES) {
                        throw e;
                    }
                }
            }
        });
    }

    private Snapshot snapshotOnce(List<String> prefixes) {
        GetResponse head = ask(client -> client.getKVClient().get(key(HEAD)));
        List<Entry> entries = new ArrayList<>();
        for (String prefix : prefixes) {
            EtcdReads.all(connection, path.state(prefix), head.getHeader().getRevision())
                    .entries()
                    .forEach(stored -> entries.add(entry(stored)));
        }
        return new Snapshot(
                head.getKvs().isEmpty() ? null : text(head.getKvs().get(0).getValue()), entries);
    }

    /** Reads pages of keys, and leaps over what is left of a subtree whose name is known. */
    @Override
    public SortedSet<String> children(String prefix) {
        return reading(() -> {
            SortedSet<String> names = new TreeSet<>();
            ByteSequence from = key(prefix);
            GetOption option = GetOption.builder()
                    .withRange(EtcdReads.end(path.state(prefix)))
                    .withKeysOnly(true)
                    .withLimit(CHILDREN_PAGE)
                    .build();
            while (true) {
                ByteSequence begin = from;
                GetResponse page = ask(client -> client.getKVClient().get(begin, option));
                for (KeyValue stored : page.getKvs()) {
                    names.add(child(prefix, relative(stored.getKey())));
                }
                if (!page.isMore() || page.getKvs().isEmpty()) {
                    return names;
                }
                from = next(prefix, page.getKvs().get(page.getKvs().size() - 1).getKey());
            }
        });
    }

    private static String child(String prefix, String key) {
        int slash = key.indexOf('/', prefix.length());
        return slash < 0 ? key.substring(prefix.length()) : key.substring(prefix.length(), slash);
    }

    private ByteSequence next(String prefix, ByteSequence last) {
        String key = relative(last);
        int slash = key.indexOf('/', prefix.length());
        return slash < 0 ? EtcdReads.after(last) : key(key.substring(0, slash) + AFTER_SLASH);
    }

    @Override
    public List<Entry> range(String prefix, String after, int limit) {
        if (limit <= 0) {
            return List.of();
        }
        return reading(() -> {
            ByteSequence from = after.compareTo(prefix) < 0 ? key(prefix) : EtcdReads.after(key(after));
            GetOption option = GetOption.builder()
                    .withRange(EtcdReads.end(path.state(prefix)))
                    .withLimit(limit)
                    .build();
            GetResponse answer = ask(client -> client.getKVClient().get(from, option));
            return answer.getKvs().stream().map(this::entry).toList();
        });
    }

    @Override
    public boolean transact(Transaction transaction) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.put(key(HEAD), value(transaction.nextHead()), PutOption.DEFAULT));
        transaction.puts().forEach((key, text) -> ops.add(Op.put(key(key), value(text), PutOption.DEFAULT)));
        transaction.deletes().forEach(key -> ops.add(Op.delete(key(key), DeleteOption.DEFAULT)));
        return writing(() -> {
            TxnResponse answer = ask(client -> {
                Txn txn = client.getKVClient().txn();
                return txn.If(headIs(transaction.expectedHead()))
                        .Then(ops.toArray(new Op[0]))
                        .commit();
            });
            return answer.isSucceeded();
        });
    }

    private Cmp headIs(@Nullable String expected) {
        return expected == null
                ? new Cmp(key(HEAD), Cmp.Op.EQUAL, CmpTarget.version(0))
                : new Cmp(key(HEAD), Cmp.Op.EQUAL, CmpTarget.value(value(expected)));
    }

    @Override
    public void put(String key, String text) {
        var unused = writing(() -> ask(client -> client.getKVClient().put(key(key), value(text), PutOption.DEFAULT)));
    }

    @Override
    public void delete(String prefix) {
        DeleteOption option = DeleteOption.builder()
                .withRange(EtcdReads.end(path.state(prefix)))
                .build();
        var unused = writing(() -> ask(client -> client.getKVClient().delete(key(prefix), option)));
    }

    private <T extends Response> T ask(Function<Client, CompletableFuture<T>> call) {
        long floor = continuity.floor();
        T answer = connection.call(call);
        continuity.check(answer.getHeader(), floor);
        return answer;
    }

    private <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (EtcdCallException e) {
            throw e.asKeyValueException(true);
        }
    }

    private <T> T writing(Supplier<T> write) {
        try {
            return write.get();
        } catch (EtcdCallException e) {
            throw e.asKeyValueException(false);
        }
    }

    /** The connection is the backend's. */
    @Override
    public void close() {}
}
