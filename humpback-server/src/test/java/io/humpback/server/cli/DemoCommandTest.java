package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.config.CenterConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    private final StringWriter out = new StringWriter();
    private final List<Path> dataDirs = new ArrayList<>();

    @Test
    void seesEveryStepHappen() {
        int exitCode = run(StartedCenter::start, "120");

        assertThat(out.toString())
                .contains("All 7 steps were seen to happen")
                .contains(
                        "CreateMetaEvent", "MigrateMetaEvent", "RecoveryMetaEvent", "UpgradeMetaEvent", "\"Timestamp\"")
                .doesNotContain("\u001b", "\r");
        assertThat(exitCode).isZero();
        assertThat(dataDirs)
                .singleElement()
                .satisfies(dir -> assertThat(dir.getParent()).doesNotExist());
    }

    @Test
    void failsIfAStepIsNotSeen() {
        assertThat(run(config -> new TestingCenter(), "1")).isEqualTo(1); // it knows of no node

        assertThat(out.toString()).contains("NOT SEEN: five healthy nodes").doesNotContain("steps were seen");
    }

    private int run(CenterStarter starter, String limit) {
        Surroundings surroundings = new Surroundings(
                Map.of(), new PrintWriter(out, true), new PrintWriter(out, true), action -> {}, config -> {}, false);
        CenterStarter noting = (CenterConfig config) -> {
            dataDirs.add(config.cluster().dataDir());
            return starter.start(config);
        };
        return new HumpbackCommandLine(surroundings, StartedCenter::probe, noting, AgentCommandTest.NONE)
                .run("demo", "--fast", "--limit", limit);
    }
}
