package io.humpback.discovery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.KeyValueStoreContract;
import io.humpback.discovery.TestingDocuments;
import io.humpback.discovery.Transaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteKeyValueStoreTest extends KeyValueStoreContract {
    @TempDir
    Path directory;

    private DirectoryLock lock;

    @Override
    protected KeyValueStore openEmpty() {
        lock = DirectoryLock.acquire(directory);
        return SqliteKeyValueStore.open(lock, SqliteOptions.DEFAULT.withPatience(Duration.ofMillis(50)));
    }

    @AfterEach
    void release() {
        lock.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("humpback.db"));
    }

    @Test
    void canBeReadByOperatorsWhileItRuns() throws Exception {
        store.put("state/metas/m1", "{\"id\":\"m1\"}");

        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT value ->> '$.id' FROM documents WHERE key = 'state/metas/m1'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("m1");
        }
    }

    @Test
    void waitsForTheDiskBeforeItAnswers(@TempDir Path other) throws Exception {
        try (SqliteDatabase database = SqliteDatabase.open(other.resolve("x.db"), SqliteOptions.DEFAULT)) {
            String mode = database.read(connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("PRAGMA journal_mode")) {
                    return rows.getString(1);
                }
            });
            long synchronous = database.read(connection -> DocumentTable.number(connection, "PRAGMA synchronous"));

            assertThat(mode).isEqualTo("wal");
            assertThat(synchronous).as("2 is FULL").isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DocumentTable.RANGE, DocumentTable.NEXT})
    void findsRangesByTheirKey(String query) throws Exception {
        List<String> plan = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
            while (rows.next()) {
                plan.add(rows.getString("detail"));
            }
        }

        assertThat(plan).containsExactly("SEARCH documents USING PRIMARY KEY (key>? AND key<?)");
    }

    @Test
    void doesNothingWhileAnotherProgramWrites() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> store.put("state/a/1", "x"))
                    .isInstanceOfSatisfying(
                            KeyValueException.class,
                            e -> assertThat(e.isOutcomeUnknown()).isFalse());
        }
        store.put("state/a/2", "y");

        assertThat(store.children("state/a/")).containsExactly("2");
    }

    @Test
    void b8_refusesRatherThanFillsTheDiskBeyondItsEndAndGoesOnOnceThereIsRoom(@TempDir Path small) {
        try (EmbeddedBackend backend =
                Backends.open(small, SqliteOptions.DEFAULT.withMaxPages(30).withCheckpointPages(10))) {
            StateStore state = backend.stateStore();
            Head head = Backends.commit(state, Write.put(TestingDocuments.operation("keep", 1)));
            StoredState before = state.load();

            assertThatThrownBy(() -> Backends.commit(state, Write.put(TestingDocuments.operation("large", 100))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("full");
            assertThatThrownBy(() -> Backends.commit(state, Write.put(TestingDocuments.operation("huge", 1_000))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("full");

            assertThat(state.load()).isEqualTo(before);
            Backends.commit(
                    state, Write.delete(TestingDocuments.operation("keep", 1).key()));
            assertThat(state.head().sequence()).isEqualTo(head.sequence() + 1);
        }
    }

    @Test
    void keepsNothingOfARefusedTransaction(@TempDir Path small) {
        try (DirectoryLock held = DirectoryLock.acquire(small);
                SqliteKeyValueStore narrow = SqliteKeyValueStore.open(
                        held, SqliteOptions.DEFAULT.withMaxPages(30).withCheckpointPages(10))) {
            TreeMap<String, String> puts = new TreeMap<>();
            puts.put("state/a/1", "small");
            puts.put("state/a/2", "x".repeat(200_000));

            assertThatThrownBy(() -> narrow.transact(new Transaction(null, "h1", puts, new TreeSet<>())))
                    .isInstanceOfSatisfying(
                            KeyValueException.class,
                            e -> assertThat(e.isOutcomeUnknown()).isFalse());

            assertThat(narrow.range("state/", "", 10)).isEmpty();
            assertThat(narrow.get(KeyValueStore.HEAD)).isNull();
        }
    }
}
