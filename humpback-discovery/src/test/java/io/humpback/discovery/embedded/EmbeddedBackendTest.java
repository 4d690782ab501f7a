package io.humpback.discovery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.humpback.core.ErrorCode;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.Write;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.TestingDocuments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendTest {
    private static final Write SOME = Write.put(TestingDocuments.small("n1", "x"));

    @TempDir
    Path directory;

    private Path database() {
        return directory.resolve("humpback.db");
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> Backends.open(directory).close())
                .isInstanceOfSatisfying(
                        BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .message()
                .contains(words)
                .doesNotContain("\n");
    }

    @Test
    void leadsForAsLongAsItHoldsTheDirectory() {
        LeaderElection election;
        try (EmbeddedBackend backend = Backends.open(directory)) {
            election = backend.election("http://127.0.0.1:8589");
            assertThat(election.leadership()).isEqualTo(new Leadership(true, Instant.MAX, "http://127.0.0.1:8589"));
        }

        assertThat(election.leadership().leader()).isFalse();
    }

    @Test
    void doesNotLeadOnceItHasLeft() {
        try (EmbeddedBackend backend = Backends.open(directory)) {
            LeaderElection election = backend.election("a");
            election.onChange(() -> {}).close();

            election.close();
            election.close();

            assertThat(election.leadership()).isEqualTo(new Leadership(false, Instant.EPOCH, ""));
        }
    }

    @Test
    void knowsTheConfiguredNodes() {
        Node node = new Node(NodeId.of("unix:///x"), "x", "127.0.0.1", "unix:///x", NodeFacts.UNKNOWN, "");
        BackendSettings settings = new BackendSettings(
                "test", new ConfiguredNodeDirectory(List.of(node)), InstantSource.fixed(Instant.EPOCH));
        List<DirectoryView> views = new ArrayList<>();

        try (EmbeddedBackend backend = EmbeddedBackend.open(directory, settings, SqliteOptions.DEFAULT)) {
            backend.directory().watch(views::add);
        }

        assertThat(views).containsExactly(new DirectoryView(List.of(node), false));
    }

    @Test
    void refusesASecondCenterAndLeavesTheFirstAlone() {
        try (EmbeddedBackend first = Backends.open(directory)) {
            assertRefused("data directory is in use by another center: dir=" + directory);
            assertRefused("in use");

            assertThat(Backends.commit(first.stateStore(), SOME).sequence()).isEqualTo(1);
        }
    }

    @Test
    void canBeOpenedAgainOnceItIsClosed() {
        for (int i = 0; i < 3; i++) {
            EmbeddedBackend backend = Backends.open(directory);
            assertThat(Backends.commit(backend.stateStore(), SOME).sequence()).isEqualTo(i + 1);
            backend.close();
            backend.close();
        }
    }

    @Test
    void canBeOpenedAgainAfterARefusal() throws Exception {
        Files.writeString(database(), "not a database, but long enough to be read as one".repeat(100));
        assertRefused("damaged");
        Files.delete(database());

        try (EmbeddedBackend backend = Backends.open(directory)) {
            assertThat(backend.stateStore().head()).isEqualTo(Head.NONE);
        }
    }

    @Test
    void failsInItsOwnWordsOnceItIsClosed() {
        EmbeddedBackend backend = Backends.open(directory);
        StateStore store = backend.stateStore();
        backend.close();

        assertThatThrownBy(store::load).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> Backends.commit(store, SOME)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void keepsADirectoryThatItCreatesToItsOwner() throws Exception {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path data = directory.resolve("data");

        Backends.open(data).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesADirectoryThatCannotBeCreated() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThatThrownBy(() -> Backends.open(file.resolve("data")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("data directory cannot be used: dir=" + file.resolve("data"));
    }

    @Test
    void refusesAFileInPlaceOfTheDirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThatThrownBy(() -> Backends.open(file))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("data directory cannot be used: dir=" + file);
    }

    @Test
    void refusesADirectoryInPlaceOfTheDatabase() throws Exception {
        Files.createDirectory(database());

        assertRefused("humpback.db");
    }

    @Test
    void refusesAFileThatIsNoDatabaseAndLeavesItAlone() throws Exception {
        String text = "dear diary\n".repeat(1_000);
        Files.writeString(database(), text);

        assertRefused("database is damaged or not one of ours: file=", "humpback.db", "not a database");

        assertThat(database()).hasContent(text);
    }

    @Test
    void refusesTheDatabaseOfAnotherProgram() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE songs(title TEXT)");
        }

        assertRefused("it belongs to another program");
    }

    @Test
    void refusesADatabaseOfALaterLayout() throws Exception {
        Backends.open(directory).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version=2");
        }

        assertRefused("layout 2", "newer");
    }

    @Test
    void refusesADirectoryWhoseDatabaseIsGone() throws Exception {
        try (EmbeddedBackend backend = Backends.open(directory)) {
            Backends.commit(backend.stateStore(), SOME);
        }
        Files.delete(database());

        assertRefused("database is lost", "to begin anew, use an empty directory");
        assertThat(database()).doesNotExist();
    }

    @Test
    void refusesADirectoryWhoseDatabaseIsEmpty() throws Exception {
        try (EmbeddedBackend backend = Backends.open(directory)) {
            Backends.commit(backend.stateStore(), SOME);
        }
        Files.write(database(), new byte[0]);

        assertRefused("database is lost");
    }

    @Test
    void beginsAnewWhereNothingWasCommitted() throws Exception {
        Backends.open(directory).close();
        Files.delete(database());

        try (EmbeddedBackend backend = Backends.open(directory)) {
            assertThat(backend.stateStore().head()).isEqualTo(Head.NONE);
        }
    }

    @Test
    void refusesDocumentsThatSomebodyElseChanged() throws Exception {
        try (EmbeddedBackend backend = Backends.open(directory)) {
            Backends.commit(backend.stateStore(), SOME);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM documents WHERE key = 'state/nodes/n1'");
        }

        assertRefused("its documents are not those of one moment: expected=2, found=1");
    }
}
