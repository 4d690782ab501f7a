package io.humpback.server.cli;

import io.humpback.discovery.StateArchive;
import io.humpback.discovery.StateCheck;
import io.humpback.discovery.StateCopy;
import io.humpback.server.StateMaintenance;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code humpback state verify}: reads everything and says what does not go together. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Reads all that is committed, or an exported file, and says what is wrong with it.",
        description = {
            "Ends with 0 if it is sound, with 1 if documents do not go together, each fault in a line,",
            "and with 2 if something cannot be read at all."
        })
final class StateVerifyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private StatePlace place = new StatePlace();

    @Option(names = "--file", paramLabel = "FILE", description = "A file that was exported, in place of the state.")
    private @Nullable Path file;

    StateVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        StateCopy state = file == null ? committed() : StateArchive.read(file);
        List<String> faults = StateCheck.faults(state);
        faults.forEach(surroundings.out()::println);
        surroundings
                .out()
                .println((faults.isEmpty() ? "sound: " : faults.size() + " faults: ") + StateCommand.counts(state));
        return faults.isEmpty() ? 0 : HumpbackCommandLine.FAILED;
    }

    private StateCopy committed() {
        try (StateMaintenance maintenance = StateMaintenance.open(place.config(surroundings.environment()))) {
            return maintenance.copy();
        }
    }
}
