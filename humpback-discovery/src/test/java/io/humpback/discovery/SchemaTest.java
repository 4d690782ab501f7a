package io.humpback.discovery;

import static io.humpback.core.spi.Write.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.MetaEvent;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.StoredState;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A state that an earlier program has written. The files {@code state-v<version>.json} are never changed: each holds one
 * document of each kind as that version wrote it. Whoever raises the version adds a file and keeps the one before.
 */
class SchemaTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** The next version, in which a node's comment has another name and groups say who is responsible. */
    private static final Schema NEXT = new Schema(ClusterInfo.SCHEMA_VERSION + 1, SchemaTest::lift);

    private final TestingKeyValueStore store = new TestingKeyValueStore();

    /** As a program of the next version would do, had it called a meta's creation something else. */
    private static JsonNode lift(String key, JsonNode document) {
        if (key.startsWith("state/metas/") && document instanceof ObjectNode meta && meta.has("bornAt")) {
            meta.set("createdAt", meta.remove("bornAt"));
        }
        return document;
    }

    private static Map<String, String> stateOf(int version) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (InputStream in = SchemaTest.class.getResourceAsStream("state-v" + version + ".json")) {
            assertThat(in).as("the state as version %s wrote it", version).isNotNull();
            JSON.readTree(in)
                    .properties()
                    .forEach(entry -> state.put(entry.getKey(), entry.getValue().toString()));
        }
        return state;
    }

    private static List<Document> oneOfEach() {
        return TestingDocuments.oneOfEach().stream()
                .sorted(java.util.Comparator.comparing(Document::key))
                .toList();
    }

    @Test
    void c14_readsWhatThisVersionHasEverWritten() throws IOException {
        DocumentCodec codec = new DocumentCodec();
        Map<String, String> stored = stateOf(ClusterInfo.SCHEMA_VERSION);
        stored.remove(KeyValueStore.HEAD);

        assertThat(stored).hasSameSizeAs(oneOfEach());
        stored.forEach((key, json) -> {
            Document document = codec.decodeDocument(key, json);
            assertThat(oneOfEach()).as(key).contains(document);
        });
    }

    @Test
    void c14_readsWhatTheVersionBeforeHasWritten() throws IOException {
        for (int version = Schema.CURRENT.oldest(); version <= ClusterInfo.SCHEMA_VERSION; version++) {
            store.values.clear();
            store.values.putAll(stateOf(version));

            StoredState state = KeyValueStateStore.on(store).load();

            assertThat(state.documents()).as("version %s", version).hasSize(expectedDocuments());
        }
    }

    private static int expectedDocuments() {
        return (int) oneOfEach().stream()
                .filter(document -> !(document instanceof MetaEvent))
                .count();
    }

    @Test
    void c14_theNextVersionReadsThisOneAndWritesItsOwnForm() throws IOException {
        store.values.putAll(stateOf(ClusterInfo.SCHEMA_VERSION));
        store.values.replaceAll((key, json) ->
                key.startsWith("state/metas/") ? json.replaceFirst("\"createdAt\"", "\"bornAt\"") : json);
        KeyValueStateStore next = KeyValueStateStore.on(store, NEXT);

        StoredState state = next.load();

        assertThat(state.documents()).hasSize(expectedDocuments()).allMatch(oneOfEach()::contains);
        Document meta = state.documents().stream()
                .filter(document -> document.key().path().startsWith("metas/"))
                .findFirst()
                .orElseThrow();
        assertThat(next.commit(new Commit(state.head(), state.head().next("c"), List.of(put(meta)))))
                .isTrue();
        assertThat(next.load().documents()).isEqualTo(state.documents()); // now of both forms
    }

    @Test
    void c14_thisVersionRefusesWhatTheNextOneHasStamped() throws IOException {
        store.values.putAll(stateOf(ClusterInfo.SCHEMA_VERSION));
        KeyValueStateStore running = KeyValueStateStore.on(store);
        StoredState state = running.load();
        ClusterInfo info = new ClusterInfo("c-1", NEXT.version(), TestingDocuments.NOW);
        KeyValueStateStore.on(store, NEXT)
                .commit(new Commit(state.head(), state.head().next("c"), List.of(put(info))));

        for (Runnable read : List.<Runnable>of(running::load, () -> KeyValueStateStore.on(store))) {
            assertThatThrownBy(read::run)
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("schema version 2 (expected: 1-1)")
                    .hasMessageContaining("newer Humpback: start that one")
                    .message()
                    .hasLineCount(1);
        }
    }
}
