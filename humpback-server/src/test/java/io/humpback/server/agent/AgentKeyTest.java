package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentKeyTest {
    private static final String FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @TempDir
    private Path parent;

    private Path directory() {
        return parent.resolve("agent");
    }

    @Test
    void isDrawnOnceForItsOwnerAlone() throws IOException {
        String first;
        try (AgentKey key = AgentKey.open(directory())) {
            first = key.value();
        }
        try (AgentKey key = AgentKey.open(directory())) {
            assertThat(key.value()).isEqualTo(first).matches(FORM);
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory().resolve("key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
    }

    @Test
    void differsOnEachHost() {
        try (AgentKey one = AgentKey.open(parent.resolve("one"));
                AgentKey other = AgentKey.open(parent.resolve("other"))) {
            assertThat(one.value()).isNotEqualTo(other.value());
        }
    }

    @Test
    void isHeldByOneAgentOfAProcess() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), directory());
        try (AgentKey key = AgentKey.open(directory())) {
            assertThatThrownBy(() -> AgentKey.open(directory())).isInstanceOf(AgentStartException.class);
            assertThatThrownBy(() -> AgentKey.open(link))
                    .isInstanceOf(AgentStartException.class)
                    .hasMessage("data directory is in use by another agent: dir=" + link
                            + ". Maybe it still runs: stop it, or give this one another directory with --data-dir");
            assertThat(key.value()).matches(FORM);
        }
        AgentKey.open(link).close();
    }

    @Test
    @Timeout(120)
    void isHeldByOneProcess() throws Exception {
        Process other = holder();
        try {
            assertThat(other.inputReader().readLine()).matches("held " + FORM);

            assertThatThrownBy(() -> AgentKey.open(directory()))
                    .isInstanceOf(AgentStartException.class)
                    .hasMessageStartingWith("data directory is in use by another agent");
        } finally {
            other.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        AgentKey.open(directory()).close();
    }

    /** Of several processes that start at the same moment without a file, one gets it and the others are refused. */
    @Test
    @Timeout(180)
    void isDrawnOnceByProcessesThatRace() throws Exception {
        List<Process> racing = new ArrayList<>();
        List<String> said = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                racing.add(holder());
            }
            for (Process process : racing) {
                said.add(process.inputReader().readLine());
            }
        } finally {
            racing.forEach(Process::destroyForcibly);
        }

        assertThat(said).filteredOn(line -> line.matches("held " + FORM)).hasSize(1);
        assertThat(said).filteredOn("refused"::equals).hasSize(2);
    }

    @Test
    void isDrawnOnceByThreadsThatRace() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CyclicBarrier start = new CyclicBarrier(8);
        List<Future<Boolean>> results = new ArrayList<>();
        List<AgentKey> held = new ArrayList<>();
        Callable<Boolean> open = () -> {
            start.await(30, TimeUnit.SECONDS);
            try {
                AgentKey key = AgentKey.open(directory());
                synchronized (held) {
                    held.add(key);
                }
                return true;
            } catch (AgentStartException e) {
                return false;
            }
        };
        for (int i = 0; i < 8; i++) {
            results.add(threads.submit(open));
        }
        int winners = 0;
        for (Future<Boolean> result : results) {
            winners += result.get(60, TimeUnit.SECONDS) ? 1 : 0;
        }
        threads.shutdown();
        held.forEach(AgentKey::close);

        assertThat(winners).isEqualTo(1);
    }

    @Test
    void isNotConfusedByWhatACrashLeft() throws IOException {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("key.new"), "ha");

        try (AgentKey key = AgentKey.open(directory())) {
            assertThat(key.value()).matches(FORM);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not a key", "d9ffd834-c67b-4292-bab8-552c9afb77ea d9ffd834-c67b-4292-bab8-552c9afb77ea"})
    void refusesAFileThatHoldsNoKeyAndLetsGoOfIt(String content) throws IOException {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("key"), content);

        assertThatThrownBy(() -> AgentKey.open(directory()))
                .isInstanceOf(AgentStartException.class)
                .hasMessageStartingWith("key file holds no UUID: file=");

        Files.writeString(directory().resolve("key"), "d9ffd834-c67b-4292-bab8-552c9afb77ea\n");
        try (AgentKey key = AgentKey.open(directory())) {
            assertThat(key.value()).isEqualTo("d9ffd834-c67b-4292-bab8-552c9afb77ea");
        }
    }

    @Test
    void refusesADirectoryThatIsAFile() throws IOException {
        Files.writeString(directory(), "");

        assertThatThrownBy(() -> AgentKey.open(directory()))
                .isInstanceOf(AgentStartException.class)
                .hasMessageStartingWith("data directory cannot be used: dir=");
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Takes the key, says so, and holds it until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (AgentKey key = AgentKey.open(Path.of(args[0]))) {
                System.out.println("held " + key.value());
                int ended = System.in.read();
                System.out.println("ended " + ended);
            } catch (AgentStartException e) {
                System.out.println("refused");
            }
        }
    }
}
