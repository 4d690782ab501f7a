package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.KeyValueStoreContract;
import io.humpback.discovery.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ClassTemplate
@ExtendWith(ConsulKind.Each.class)
class ConsulKeyValueStoreTest extends KeyValueStoreContract {
    private final ConsulServer server;
    private final List<ConsulBackend> backends = new ArrayList<>();

    ConsulKeyValueStoreTest(ConsulKind kind) {
        server = kind.start();
    }

    @Override
    protected KeyValueStore openEmpty() {
        return another();
    }

    private KeyValueStore another() {
        ConsulBackend backend = server.open(server.uri());
        backends.add(backend);
        return backend.store();
    }

    @AfterEach
    void closeServer() {
        backends.forEach(ConsulBackend::close);
        server.close();
    }

    private static Transaction transaction(String expected, String next) {
        return new Transaction(expected, next, new TreeMap<>(Map.of("state/a", next)), new TreeSet<>());
    }

    @Test
    void refusesWhoHasNotSeenTheNewestHead() {
        KeyValueStore other = another();
        assertThat(store.transact(transaction(null, "h1"))).isTrue();
        assertThat(other.transact(transaction("h1", "h2"))).isTrue();

        assertThat(store.transact(transaction("h1", "h3"))).isFalse();
        assertThat(store.transact(transaction("h2", "h4"))).isTrue();

        assertThat(other.get("state/a")).isEqualTo("h4");
    }

    @Test
    void takesTheLargestTransactionWithTheLongestKeys() {
        TreeMap<String, String> puts = new TreeMap<>();
        int left = Transaction.MAX_BYTES - KeyValueStore.HEAD.length() - 2;
        for (int i = 0; i < 16; i++) {
            String key = "state/metas/" + i + "x".repeat(200);
            puts.put(key, "v".repeat(left / 16 - key.length()));
        }

        assertThat(store.transact(new Transaction(null, "h1", puts, new TreeSet<>())))
                .isTrue();
    }

    @Test
    void takesNamesThatNoUrlMayHold() {
        for (String name : List.of("tcp:%2F%2Fh:2375", "web.json", "a.log", "%2E%2E")) {
            store.put("state/nodes/" + name + "/x", name);

            assertThat(store.get("state/nodes/" + name + "/x")).isEqualTo(name);
            assertThat(store.children("state/nodes/" + name + "/")).containsExactly("x");
            store.delete("state/nodes/" + name + "/");
        }
        assertThat(store.children("state/nodes/")).isEmpty();
    }

    @Test
    void readsMoreThanFitsIntoOneTransaction() {
        for (int i = 100; i < 230; i++) {
            store.put("state/outbox/m/" + i, "v" + i);
        }

        assertThat(store.range("state/outbox/m/", "state/outbox/m/", 1_000)).hasSize(130);
    }
}
