package io.humpback.discovery.zookeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One session with ZooKeeper and its requests. Each is sent at once, behind those before it, and answered in that order;
 * its future fails with a {@link KeeperException}, and is completed on the client's own thread, which nobody may keep
 * waiting. Safe for use by several threads.
 */
final class Session {
    private final ZooKeeper zooKeeper;
    private final Instant created;

    /**
     * Creates one.
     *
     * @param created a time before the first word of it was said
     */
    Session(ZooKeeper zooKeeper, Instant created) {
        this.zooKeeper = zooKeeper;
        this.created = created;
    }

    /** Returns the client itself, for what this has no request for. */
    ZooKeeper client() {
        return zooKeeper;
    }

    Instant created() {
        return created;
    }

    /** Returns the number that ZooKeeper gave it; 0 before it was connected. */
    long id() {
        return zooKeeper.getSessionId();
    }

    /** Returns how long it lasts unheard, as the server said. */
    Duration timeout() {
        return Duration.ofMillis(zooKeeper.getSessionTimeout());
    }

    /** Answers once this server knows all that the others knew when this was sent. */
    CompletableFuture<String> sync(String path) {
        Answer<String> answer = new Answer<>();
        zooKeeper.sync(path, (rc, at, context) -> answer.settle(rc, at, ""), null);
        return answer;
    }

    /** Returns what {@code request} finds after a {@link #sync}. */
    <T> CompletableFuture<T> synced(String path, Function<Session, CompletableFuture<T>> request) {
        CompletableFuture<String> sync = sync(path);
        return sync.thenCombine(request.apply(this), (any, found) -> found);
    }

    CompletableFuture<Optional<Znode>> read(String path) {
        Answer<Optional<Znode>> answer = new Answer<>();
        zooKeeper.getData(
                path,
                false,
                (rc, at, context, data, stat) ->
                        answer.settleMissing(rc, at, Optional.empty(), () -> Optional.of(new Znode(data, stat))),
                null);
        return answer;
    }

    CompletableFuture<Optional<Stat>> stat(String path) {
        Answer<Optional<Stat>> answer = new Answer<>();
        zooKeeper.exists(
                path,
                false,
                (rc, at, context, stat) -> answer.settleMissing(rc, at, Optional.empty(), () -> Optional.of(stat)),
                null);
        return answer;
    }

    /** Returns the names below {@code path}, in no order; none if there is no such node. */
    CompletableFuture<List<String>> children(String path, @Nullable Watcher watcher) {
        Answer<List<String>> answer = new Answer<>();
        zooKeeper.getChildren(
                path,
                watcher,
                (rc, at, context, names, stat) -> answer.settleMissing(rc, at, List.of(), () -> List.copyOf(names)),
                null);
        return answer;
    }

    /** Tells {@code watcher} of every change at and below {@code path} for as long as the session lasts. */
    CompletableFuture<String> watch(String path, Watcher watcher) {
        Answer<String> answer = new Answer<>();
        zooKeeper.addWatch(
                path, watcher, AddWatchMode.PERSISTENT_RECURSIVE, (rc, at, context) -> answer.settle(rc, at, ""), null);
        return answer;
    }

    /** Does all of {@code operations} or none. */
    CompletableFuture<List<OpResult>> write(List<Op> operations) {
        Answer<List<OpResult>> answer = new Answer<>();
        zooKeeper.multi(operations, (rc, at, context, results) -> answer.settle(rc, at, results), null);
        return answer;
    }

    /** A future that is completed by a callback. */
    private static final class Answer<T> extends CompletableFuture<T> {
        void settle(int rc, @Nullable String path, T found) {
            if (rc == Code.OK.intValue()) {
                complete(found);
            } else {
                completeExceptionally(KeeperException.create(code(rc), path));
            }
        }

        void settleMissing(int rc, String path, T missing, Supplier<T> found) {
            if (rc == Code.NONODE.intValue()) {
                complete(missing);
            } else if (rc == Code.OK.intValue()) {
                complete(found.get());
            } else {
                settle(rc, path, missing);
            }
        }

        /** A newer server may answer with a number that this client has no name for. */
        private static Code code(int rc) {
            Code code = Code.get(rc);
            return code == null ? Code.SYSTEMERROR : code;
        }
    }
}
