package io.humpback.discovery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.Head;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.Write;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.TestingDocuments;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several centers share a directory: one holds it, and the others read. */
@Timeout(120)
class StandbyBackendTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Write SOME = Write.put(TestingDocuments.small("n1", "x"));

    @TempDir
    Path directory;

    private final Deque<Backend> open = new ArrayDeque<>();

    @AfterEach
    void closeAll() {
        open.forEach(Backend::close);
    }

    private Backend open() {
        Backend backend = Discovery.open(
                "embedded:" + directory + "?standby=true",
                new BackendSettings("test", new ConfiguredNodeDirectory(List.of()), InstantSource.system()));
        open.push(backend);
        return backend;
    }

    private static void awaitLead(LeaderElection election) {
        await().atMost(LIMIT).until(() -> election.leadership().leader());
    }

    @Test
    void isEmptyBeforeAnybodyHeldTheDirectory() {
        assertThat(open().stateStore().head()).isEqualTo(Head.NONE);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void readsWhatTheOtherOneCommitsAndWritesNothing() {
        Backend first = open();
        Backend second = open();
        awaitLead(first.election("http://127.0.0.1:1"));
        LeaderElection standing = second.election("http://127.0.0.1:2");
        Head committed = Backends.commit(first.stateStore(), SOME);

        StateStore store = second.stateStore();

        assertThat(store.head()).isEqualTo(committed);
        assertThat(store.load().documents()).containsExactly(TestingDocuments.small("n1", "x"));
        assertThatThrownBy(() -> Backends.commit(store, SOME)).isInstanceOf(StoreUnavailableException.class);
        assertThat(standing.leadership().leader()).isFalse();
        assertThat(first.stateStore().head()).isEqualTo(committed);
    }

    @Test
    void writesOnWhereTheOtherOneHasEnded() {
        Backend first = open();
        Backend second = open();
        awaitLead(first.election("http://127.0.0.1:1"));
        LeaderElection standing = second.election("http://127.0.0.1:2");
        StateStore store = second.stateStore();
        Head committed = Backends.commit(first.stateStore(), SOME);

        first.close();
        awaitLead(standing);

        assertThat(store.head()).isEqualTo(committed);
        assertThat(Backends.commit(store, SOME).sequence()).isEqualTo(committed.sequence() + 1);
    }

    @Test
    void writesNothingOnceItHasLeft() {
        Backend first = open();
        LeaderElection election = first.election("http://127.0.0.1:1");
        awaitLead(election);
        StateStore store = first.stateStore();
        Head committed = Backends.commit(store, SOME);

        election.close();

        assertThatThrownBy(() -> Backends.commit(store, SOME)).isInstanceOf(StoreUnavailableException.class);
        assertThat(store.head()).isEqualTo(committed);
    }

    @Test
    void takesOverFromAKilledProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommittingProgram.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("1");
            Backend second = open();
            LeaderElection standing = second.election("http://127.0.0.1:2");
            assertThat(standing.leadership().leader()).isFalse();
            assertThat(second.stateStore().head().sequence()).isPositive();

            process.toHandle().destroyForcibly(); // the process itself would close its output

            awaitLead(standing);
            Head found = second.stateStore().head();
            assertThat(Backends.commit(second.stateStore(), SOME).sequence()).isEqualTo(found.sequence() + 1);
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void aCenterThatDoesNotStandByIsRefusedWhileOneHoldsTheDirectory() {
        awaitLead(open().election("http://127.0.0.1:1"));

        assertThatThrownBy(() -> Backends.open(directory).close())
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("in use by another center");
    }

    @Test
    void leavesADamagedDatabaseAloneAndGoesOnOnceItIsRestored() throws Exception {
        Path database = directory.resolve(SqliteKeyValueStore.FILE);
        String text = "not a database, but long enough to be read as one".repeat(100);
        Files.writeString(database, text);
        LeaderElection election = open().election("http://127.0.0.1:1");

        await().during(Duration.ofSeconds(1))
                .atMost(LIMIT)
                .until(() -> !election.leadership().leader());
        assertThat(database).hasContent(text);
        Files.delete(database);

        awaitLead(election);
    }

    @Test
    void failsInItsOwnWordsOnceItIsClosed() {
        Backend backend = open();
        awaitLead(backend.election("http://127.0.0.1:1"));
        StateStore store = backend.stateStore();

        backend.close();
        backend.close();

        assertThatThrownBy(store::load).isInstanceOf(StoreUnavailableException.class);
    }
}
