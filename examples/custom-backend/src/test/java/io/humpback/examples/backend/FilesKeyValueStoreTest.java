package io.humpback.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.KeyValueStoreContract;
import io.humpback.discovery.Transaction;
import io.humpback.discovery.UnreadableStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesKeyValueStoreTest extends KeyValueStoreContract {
    private static final Transaction FIRST = transaction(null, "h1", Map.of("state/a/1", "x", "state/a/2", "y"));
    private static final Transaction SECOND = transaction("h1", "h2", Map.of("state/a/1", "z"), "state/a/2");

    @TempDir
    private Path shared;

    @Override
    protected KeyValueStore openEmpty() {
        return new FilesKeyValueStore(directory());
    }

    private SharedDirectory directory() {
        return new SharedDirectory(shared, "test");
    }

    private Path root() {
        return shared.resolve("test");
    }

    private static Transaction transaction(String expected, String next, Map<String, String> puts, String... deletes) {
        return new Transaction(expected, next, new TreeMap<>(puts), new TreeSet<>(List.of(deletes)));
    }

    @Test
    void holdsPlainFilesThatAnybodyCanRead() throws IOException {
        store.transact(FIRST);

        assertThat(root().resolve("state/head.json")).hasContent("h1");
        assertThat(root().resolve("state/a/2.json")).hasContent("y");
    }

    @Test
    void tellsFilesAndFoldersApart() {
        store.put("state/x", "1");
        store.put("state/x.json/y", "2");
        store.put("state/x.json.json/z", "3");

        assertThat(store.children("state/")).containsExactly("x", "x.json", "x.json.json");
        assertThat(store.get("state/x.json/y")).isEqualTo("2");
    }

    @Test
    void finishesWhatAKilledProcessHadDecided() throws IOException {
        store.transact(FIRST);
        Redo.of(SECOND).write(root());

        assertThat(new FilesKeyValueStore(directory()).snapshot(List.of("state/a/")))
                .isEqualTo(new KeyValueStore.Snapshot("h2", List.of(new KeyValueStore.Entry("state/a/1", "z"))));
        assertThat(root().resolve("redo.json")).doesNotExist();
    }

    @Test
    void finishesWhatAKilledProcessHadDoneInPart() throws IOException {
        store.transact(FIRST);
        Redo.of(SECOND).write(root());
        Files.writeString(root().resolve("state/a/1.json"), "z");
        Files.writeString(root().resolve("state/new"), "half of");

        assertThat(store.transact(transaction("h2", "h3", Map.of()))).isTrue();

        assertThat(store.get("state/a/1")).isEqualTo("z");
        assertThat(store.get("state/a/2")).isNull();
    }

    @Test
    void refusesADamagedDecisionInsteadOfForgettingIt() throws IOException {
        store.transact(FIRST);
        Files.writeString(root().resolve("redo.json"), "{\"head\":");

        assertThatThrownBy(() -> store.get("state/a/1"))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void saysInOneLineThatTheDirectoryIsGone() throws IOException {
        store.transact(FIRST);
        Path away = Files.move(shared.resolve("test"), shared.resolve("away"));
        Files.createFile(shared.resolve("test"));

        assertThatThrownBy(() -> store.transact(SECOND))
                .isInstanceOf(KeyValueException.class)
                .extracting(e -> ((KeyValueException) e).isOutcomeUnknown())
                .isEqualTo(false);

        Files.delete(shared.resolve("test"));
        Files.move(away, shared.resolve("test"));
        assertThat(store.transact(SECOND)).isTrue();
    }
}
