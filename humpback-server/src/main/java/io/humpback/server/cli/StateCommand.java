package io.humpback.server.cli;

import io.humpback.core.DocumentKind;
import io.humpback.discovery.StateCopy;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code humpback state}: what operators do with the committed state while no center leads. */
@Command(
        name = "state",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        header = "Moves, checks and mends what centers have committed.")
final class StateCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    /** Returns the command with its own. */
    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new StateCommand())
                .addSubcommand(new StateExportCommand(surroundings))
                .addSubcommand(new StateImportCommand(surroundings))
                .addSubcommand(new StateVerifyCommand(surroundings))
                .addSubcommand(new StateRecoverCommand(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given: export, import, verify or recover");
    }

    /** Returns how much there is of what, in one line. */
    static String counts(StateCopy state) {
        if (state.documents().isEmpty()) {
            return "nothing";
        }
        return state.counts().entrySet().stream()
                        .map(count -> count.getValue() + " " + word(count.getKey()))
                        .collect(Collectors.joining(", "))
                + "; sequence " + state.head().sequence() + ", epoch "
                + state.head().epoch();
    }

    private static String word(DocumentKind kind) {
        return kind.folder();
    }
}
