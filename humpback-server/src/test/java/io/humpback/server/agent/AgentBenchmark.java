package io.humpback.server.agent;

import io.humpback.core.ContainerSpec;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints what an agent costs its host, on a real engine: how long it takes from its start until it announces itself, its
 * resident memory and its use of a processor while 50 containers run and nothing happens, and how long a list of 400
 * containers takes through it and from the engine itself; see docs/benchmarks.md. Needs root and Docker. Arguments: the
 * jar, then options for Java.
 */
public final class AgentBenchmark {
    private static final int RUNS = 3;
    private static final int IDLE_SECONDS = 60;
    private static final int RUNNING = 50;
    private static final int LISTED = 400;
    private static final int LISTS = 40;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private AgentBenchmark() {}

    /** Runs it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (RealEngines engines = RealEngines.start(1)) {
            RealEngine engine = engines.get(0);
            try (DockerEngine docker = engine.connect()) {
                for (int i = 0; i < RUNNING; i++) {
                    docker.start(create(docker, i), LIMIT);
                }
                for (int run = 1; run <= RUNS; run++) {
                    idle(engine, args, run);
                }
                for (int i = RUNNING; i < LISTED; i++) {
                    create(docker, i);
                }
            }
            lists(engine, args);
        }
    }

    private static String create(DockerEngine docker, int index) {
        ContainerSpec spec = ContainerSpec.builder("c" + index, TestImages.NOOP)
                .networkMode("host")
                .build();
        InstanceIdentity identity =
                new InstanceIdentity("c1", GroupId.of("group-1"), MetaId.of("meta-1"), index + 1, 1, 1, 1);
        return docker.create(new ContainerRequest("c" + index, spec, identity.labels()), LIMIT);
    }

    private static void idle(RealEngine engine, String[] args, int run) throws IOException, InterruptedException {
        try (BenchmarkedAgent agent = BenchmarkedAgent.start(args, engine.endpoint())) {
            Duration before = agent.used();
            agent.assertLives(IDLE_SECONDS); // idle, but for heartbeats
            System.out.printf(
                    Locale.ROOT,
                    "run %d: announced after %.2f s, resident %.0f MB, %.2f %% of a core while idle beside %d containers%n",
                    run,
                    agent.startUp().toMillis() / 1000.0,
                    residentMegabytes(agent.pid()),
                    100.0
                            * agent.used().minus(before).toMillis()
                            / Duration.ofSeconds(IDLE_SECONDS).toMillis(),
                    RUNNING);
        }
    }

    /** In turns, so that whatever else the machine does falls upon both. */
    private static void lists(RealEngine engine, String[] args) throws IOException, InterruptedException {
        try (BenchmarkedAgent agent = BenchmarkedAgent.start(args, engine.endpoint());
                InputStream events = agent.follow()) {
            double[] direct = new double[LISTS];
            double[] through = new double[LISTS];
            RawGet docker = RawGet.unix(Path.of(engine.socket().getPath()), "/containers/json?all=1", "");
            RawGet ours = RawGet.tcp(agent.port(), "/agent/v1/containers", BenchmarkedAgent.TOKEN);
            double first = ours.milliseconds();
            for (int i = 0; i < LISTS; i++) {
                direct[i] = docker.milliseconds();
                through[i] = ours.milliseconds();
            }
            double ratio = median(through) / median(direct);
            System.out.printf(
                    Locale.ROOT,
                    "list of %d containers, median of %d: Docker %.1f ms, agent %.1f ms (the first one %.0f ms), ratio %.2f;"
                            + " resident %.0f MB after them%n",
                    LISTED,
                    LISTS,
                    median(direct),
                    median(through),
                    first,
                    ratio,
                    residentMegabytes(agent.pid()));
            System.out.printf("events told meanwhile: %d bytes%n", events.available());
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Linux alone tells. */
    private static double residentMegabytes(long pid) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
        return lines.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst()
                .orElse(Double.NaN);
    }
}
