package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator gets wrong, tried on a real center: one line that says what to do, exit code 2, nothing touched. */
class BadInputTest {
    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();

            assertThat(up(listen, directory.resolve("data"))).isEqualTo(2);

            assertThat(err.toString())
                    .startsWith("humpback: listen: " + listen + " cannot be used: ")
                    .endsWith("; stop what runs there, or listen elsewhere with --listen HOST:PORT\n");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWritten() {
        // For root nothing is read-only but the kernel's own; there it is the store that finds out.
        assertThat(up("127.0.0.1:0", Path.of("/proc/humpback-data"))).isEqualTo(2);

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .containsAnyOf("data-dir: /proc/humpback-data cannot be written", "data directory cannot be used");
    }

    @Test
    void aDataDirectoryOfANewerVersion() throws IOException, SQLException {
        start().close();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("humpback.db"));
                Statement statement = database.createStatement()) {
            statement.execute("PRAGMA user_version=99");
        }
        Map<String, String> before = content();

        assertThat(up("127.0.0.1:0", directory)).isEqualTo(2);

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("newer Humpback", "Maybe start that one");
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void aSimulationThatIsRefusedNotesNothing() throws IOException, SQLException {
        start().close();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("humpback.db"));
                Statement statement = database.createStatement()) {
            statement.execute("PRAGMA user_version=99");
        }
        Files.writeString(directory.resolve("simulated-engines"), "3\n");

        Surroundings surroundings = new Surroundings(
                Map.of(), new PrintWriter(err, true), new PrintWriter(err, true), action -> {}, config -> {}, false);
        int exitCode = new HumpbackCommandLine(
                        surroundings, StartedCenter::probe, StartedCenter::start, AgentCommandTest.NONE)
                .run("up", "--listen", "127.0.0.1:0", "--data-dir", directory.toString(), "--simulate", "5");

        assertThat(exitCode).isEqualTo(2);
        assertThat(directory.resolve("simulated-engines")).hasContent("3\n");
    }

    @Test
    void aSecondCenterOnTheSameData() throws IOException {
        try (RunningCenter first = start()) {
            assertThat(first.isNew()).isTrue();

            assertThat(up("127.0.0.1:0", directory)).isEqualTo(2);

            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .contains("in use by another center", "stop it, or choose another directory");
            assertThat(first.view().groups()).isNotEmpty();
        }
    }

    @Test
    void aSecondCenterLeavesTheFirstOnesPidFileAlone() throws IOException {
        Path pidFile = directory.resolve("center.pid");
        Files.writeString(pidFile, "1\n");
        try (RunningCenter first = start()) {
            Surroundings surroundings = new Surroundings(
                    Map.of("HUMPBACK_PIDFILE", pidFile.toString()),
                    new PrintWriter(err, true),
                    new PrintWriter(err, true),
                    action -> {},
                    config -> {},
                    false);
            int exitCode = new HumpbackCommandLine(
                            surroundings, StartedCenter::probe, StartedCenter::start, AgentCommandTest.NONE)
                    .run(
                            "up",
                            "--listen",
                            "127.0.0.1:0",
                            "--data-dir",
                            directory.toString(),
                            "--engine",
                            "unix:///n.sock");

            assertThat(exitCode).isEqualTo(2);
            assertThat(pidFile).hasContent("1\n");
            assertThat(first.view().groups()).isNotEmpty();
        }
    }

    private int up(String listen, Path dataDir) {
        Surroundings surroundings = new Surroundings(
                Map.of(), new PrintWriter(err, true), new PrintWriter(err, true), action -> {}, config -> {}, false);
        return new HumpbackCommandLine(surroundings, StartedCenter::probe, StartedCenter::start, AgentCommandTest.NONE)
                .run("up", "--listen", listen, "--data-dir", dataDir.toString(), "--engine", "unix:///none.sock");
    }

    private RunningCenter start() {
        CenterConfig config = new ConfigLoader()
                .flag("data-dir", "--data-dir", directory.toString())
                .flag("listen", "--listen", "127.0.0.1:0")
                .flag("engines", "--engine", "unix:///none.sock")
                .load()
                .config();
        return StartedCenter.start(config);
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            // The two beside the database are SQLite's own, made whenever somebody reads.
            for (Path file : files.filter(file -> !file.toString().matches(".*-(shm|wal)"))
                    .toList()) {
                content.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }
}
