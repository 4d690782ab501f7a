package io.humpback.server.cli;

import io.humpback.core.ErrorCode;
import io.humpback.discovery.StateArchive;
import io.humpback.discovery.StateCheck;
import io.humpback.discovery.StateCopy;
import io.humpback.discovery.StateImport;
import io.humpback.discovery.StateMoveException;
import io.humpback.server.StateMaintenance;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code humpback state import}: a file in the place of the state. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Puts an exported state in the place of what is committed.",
        description = {
            "Stop all centers first, those of the state that was exported too: agents obey the cluster that is ahead.",
            "Epochs go on above the highest of both states. Interrupted, it leaves a state on which no center leads;",
            "the same import mends it."
        })
final class StateImportCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StatePlace place = new StatePlace();

    @Option(names = "--dry-run", description = "Only counts what would be written and what would be lost.")
    private boolean dryRun;

    @Option(names = "--replace", description = "Also if there is a state already, which is then lost.")
    private boolean replace;

    @Option(
            names = "--epoch-above",
            paramLabel = "N",
            description = "The highest epoch that an agent has seen, if that is above both states'.")
    private long floor;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "45s",
            description = "How long a leader that died may keep the lead (default: ${DEFAULT-VALUE}).")
    private String wait = "45s";

    @Parameters(paramLabel = "FILE", description = "What humpback state export wrote.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private Path file;

    StateImportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        StateCopy wanted = StateArchive.read(file);
        List<String> faults = StateCheck.faults(wanted);
        if (!faults.isEmpty()) {
            throw new StateMoveException(
                    ErrorCode.CONFIGURATION,
                    file + ": " + faults.get(0) + "; see humpback state verify --file " + file,
                    null);
        }
        try (StateMaintenance maintenance = StateMaintenance.open(place.config(surroundings.environment()))) {
            if (!dryRun) {
                maintenance.lead(StatePlace.wait(wait));
            }
            StateImport move = maintenance.importing(wanted, floor);
            surroundings.out().println((dryRun ? "would import: " : "importing: ") + StateCommand.counts(wanted));
            if (move.replaces()) {
                surroundings
                        .out()
                        .println((dryRun ? "would lose: " : "in the place of: ") + StateCommand.counts(move.present()));
            }
            surroundings.out().flush();
            if (move.replaces() && !replace) {
                throw new StateMoveException(
                        ErrorCode.CONFLICT,
                        "there is a state already (expected: none; --replace to lose it, or another backend or"
                                + " --cluster-name)",
                        null);
            }
            if (!dryRun) {
                move.run();
                surroundings.out().println("imported; start the centers");
            }
            return 0;
        }
    }
}
