package io.humpback.server.cli;

import io.humpback.core.ErrorCode;
import io.humpback.discovery.StateMoveException;
import io.humpback.scheduler.recovery.RecoveredMeta;
import io.humpback.scheduler.recovery.Recovery;
import io.humpback.server.RestorationSettings;
import io.humpback.server.StateMaintenance;
import io.humpback.server.StateRestoration;
import io.humpback.server.config.CenterConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code humpback state recover}: gets the state to know again what runs, from the labels of containers. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Gets the state to know again what runs, from the labels of the containers on all nodes.",
        description = {
            "For a state that was lost, or is older than what runs. Stop all centers first, and import the newest export",
            "if there is one: webhooks, placement and options are not in containers. Nodes are those of a center with the",
            "same configuration; agents that join a center join this command while it waits, so it listens where the",
            "center does. It asks nodes for nothing but lists, and removes nothing."
        })
final class StateRecoverCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StatePlace place = new StatePlace();

    @Option(names = "--dry-run", description = "Only says what would be committed.")
    private boolean dryRun;

    @Option(names = "--partial", description = "Also if a node does not answer: what it has stays unknown.")
    private boolean partial;

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes there are; then nobody waits for more.")
    private int nodes;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "45s",
            description = "How long nodes may take to announce themselves (default: ${DEFAULT-VALUE}).")
    private String wait = "45s";

    @Option(names = "--cluster", paramLabel = "ID", description = "The cluster, where containers are of several.")
    private String cluster = "";

    @Option(
            names = "--epoch-above",
            paramLabel = "N",
            description = "The highest epoch that an agent has seen, if that is above all that is found.")
    private long floor;

    StateRecoverCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CenterConfig config = place.config(surroundings.environment());
        Duration limit = StatePlace.wait(wait);
        RestorationSettings settings =
                new RestorationSettings(StartedCenter.docker(config.tls()), limit, nodes, cluster, floor);
        try (StateMaintenance maintenance = StateMaintenance.open(config)) {
            if (!dryRun) {
                maintenance.lead(limit);
            }
            StateRestoration restoration = maintenance.restoration(settings);
            StateRestoration.Findings findings = restoration.find();
            findings.silent()
                    .forEach((node, reason) ->
                            surroundings.out().println("node " + node + " does not answer: " + reason));
            surroundings.out().flush();
            checkComplete(findings, config.engines().addresses().size());
            restoration.missing(findings).forEach(missing -> surroundings.out().println(missing));
            if (!partial && !restoration.missing(findings).isEmpty()) {
                throw refused(
                        "a node that something is assigned to is not there (expected: all; mend it, or --partial)");
            }
            Recovery recovery = restoration.plan(findings);
            tell(recovery, findings.nodes().size());
            if (!dryRun && !recovery.isEmpty()) {
                restoration.commit(recovery);
                surroundings.out().println("recovered; start the centers");
            }
            return 0;
        }
    }

    /** Agents that are late are missed by nobody, unless somebody says how many nodes there are. */
    private void checkComplete(StateRestoration.Findings findings, int configured) {
        if (findings.nodes().isEmpty()) {
            throw refused(
                    "no node answers (expected: all; are the engines configured, do agents run, is the token theirs?)");
        }
        if (!partial
                && nodes == 0
                && findings.nodes().size() + findings.silent().size() > configured) {
            throw refused(findings.nodes().size()
                    + " nodes answer, and nobody says whether these are all (expected: --nodes N, or --partial)");
        }
        boolean fewer = findings.nodes().size() < nodes;
        if (!partial && (!findings.silent().isEmpty() || fewer)) {
            throw refused(findings.nodes().size() + " nodes answer (expected: " + (fewer ? nodes : "all")
                    + "; mend the others, or --partial to go on without what they have)");
        }
    }

    private static StateMoveException refused(String message) {
        return new StateMoveException(ErrorCode.CONFIGURATION, message, null);
    }

    private void tell(Recovery recovery, int listed) {
        PrintWriter out = surroundings.out();
        recovery.notes().forEach(out::println);
        long known = recovery.metas().stream().filter(RecoveredMeta::known).count();
        String words = recovery.isEmpty()
                ? "the state knows all that runs"
                : (dryRun ? "would recover " : "recovers ") + recovery.adopted() + " instances of "
                        + recovery.metas().size() + " metas, "
                        + (recovery.metas().size() - known) + " of them lost";
        out.println(words + ": cluster " + recovery.cluster().clusterId() + ", " + listed
                + " nodes listed, highest epoch " + recovery.highestEpoch());
        out.flush();
    }
}
