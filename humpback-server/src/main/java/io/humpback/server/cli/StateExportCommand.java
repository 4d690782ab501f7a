package io.humpback.server.cli;

import io.humpback.discovery.StateArchive;
import io.humpback.discovery.StateCopy;
import io.humpback.server.StateMaintenance;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code humpback state export}: the state into a file; centers may go on. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Writes all that is committed to a file.",
        description = {
            "As of one moment, a line for each document. It holds the tokens of webhooks, so it is readable by you alone.",
            "A state in a directory of its own has one user: stop its center first."
        })
final class StateExportCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StatePlace place = new StatePlace();

    @Option(names = "--dry-run", description = "Only counts what would be written.")
    private boolean dryRun;

    @Parameters(paramLabel = "FILE", description = "The file, which must not be there yet.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private Path file;

    StateExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (StateMaintenance maintenance = StateMaintenance.open(place.config(surroundings.environment()))) {
            StateCopy state = maintenance.copy();
            if (!dryRun) {
                StateArchive.write(state, file);
            }
            surroundings
                    .out()
                    .println((dryRun ? "would export: " : "exported to " + file + ": ") + StateCommand.counts(state));
            return 0;
        }
    }
}
