package io.humpback.examples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.OperationResult;
import io.humpback.examples.supervisor.ProcessSupervisor.Host;
import io.humpback.scheduler.supervisor.Supervisor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessSupervisorTest {
    private static final long LIMIT_SECONDS = 60;

    private final Host left = new Host();
    private final Host right = new Host();

    @AfterEach
    void stopAll() {
        left.stopAll();
        right.stopAll();
    }

    private Supervisor start() {
        return Supervisor.builder()
                .node("left", left)
                .node("right", right)
                .lookEvery(Duration.ofMillis(50))
                .moveAfter(Duration.ofMillis(200))
                .start();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("humpback-"))
                .collect(Collectors.toSet());
    }

    @Test
    void healsAKilledProcessMovesThoseOfALostHostAndStopsCleanly() throws Exception {
        try (Supervisor supervisor = start()) {
            OperationResult result =
                    supervisor.run("sleeper", "sleep 100000", 4).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(result.isComplete()).isTrue();
            assertThat(left.list()).hasSize(2);
            assertThat(right.list()).hasSize(2);

            ProcessHandle victim = left.processes.values().iterator().next().toHandle();
            victim.destroyForcibly();
            victim.onExit().join();
            await(() -> left.list().size() + right.list().size() == 4);

            supervisor.removeNode("left");
            left.stopAll();
            await(() -> right.list().size() == 4);
            assertThat(left.list()).isEmpty();
        }
        await(() -> threads().isEmpty()); // the last of them may be about to end
        assertThat(right.list()).as("processes stay as they are").hasSize(4);
    }

    @Test
    void runsUntilEnter() throws IOException {
        InputStream in = System.in;
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(new byte[] {'\n'}));
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            ProcessSupervisor.main(new String[0]);
        } finally {
            System.setIn(in);
            System.setOut(out);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("left: [Process", "right: [Process");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .as("what it started")
                .isEmpty();
    }

    /** The promise of the documentation: a supervisor in forty lines of code. */
    @Test
    void isFortyLinesOfCode() throws IOException {
        Path source = Path.of("src/main/java/io/humpback/examples/supervisor/ProcessSupervisor.java");

        long lines = Files.readAllLines(source).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty()
                        && !line.startsWith("import ")
                        && !line.startsWith("package ")
                        && !line.startsWith("*")
                        && !line.startsWith("/*"))
                .count();

        assertThat(lines).isLessThanOrEqualTo(40);
    }
}
