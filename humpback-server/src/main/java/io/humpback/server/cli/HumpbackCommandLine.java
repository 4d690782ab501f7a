package io.humpback.server.cli;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.discovery.UnreadableStateException;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs commands. A mistake of the user's, in usage or configuration, gives one line and exit code 2 before anything is
 * touched; a failure afterwards one line and exit code 1. For one thread at a time.
 */
public final class HumpbackCommandLine {
    /** The exit code of a command that could not do its work. */
    static final int FAILED = 1;

    /** The exit code of wrong usage and wrong configuration. */
    static final int WRONG_USAGE = 2;

    private static final int HELP_WIDTH = 110;

    private final CommandLine commands;

    HumpbackCommandLine(
            Surroundings surroundings, EngineProbe probe, CenterStarter starter, AgentStarter agentStarter) {
        CenterRun run = new CenterRun(surroundings, starter);
        commands = new CommandLine(new RootCommand())
                .addSubcommand(new UpCommand(surroundings, probe, run))
                .addSubcommand(new CenterCommand(surroundings, run))
                .addSubcommand(new AgentCommand(surroundings, agentStarter))
                .addSubcommand(new DemoCommand(surroundings, starter))
                .addSubcommand(StateCommand.with(surroundings))
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setUsageHelpWidth(HELP_WIDTH)
                .setParameterExceptionHandler(HumpbackCommandLine::wrongUsage)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    }

    /** Runs the command that {@code args} name and returns its exit code. */
    public int run(String... args) {
        return commands.execute(args);
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        StringBuilder line = new StringBuilder(firstLine(e));
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                line.append("; maybe you mean ").append(String.join(" or ", suggestions));
            }
        }
        String help = command.getCommandSpec().qualifiedName() + " --help";
        command.getErr().println("humpback: " + line + "; see " + help);
        return WRONG_USAGE;
    }

    private static int failed(Exception e, CommandLine command) {
        if (e instanceof UnreadableStateException || isConfiguration(e)) {
            command.getErr().println("humpback: " + firstLine(e));
            return WRONG_USAGE;
        }
        if (e instanceof HumpbackException) {
            command.getErr().println("humpback: " + firstLine(e));
            return FAILED;
        }
        LoggerFactory.getLogger(HumpbackCommandLine.class).error("a defect of ours", e);
        command.getErr().println("humpback: a defect of ours: " + e);
        return FAILED;
    }

    /** Also a store that another center holds, and a port that was taken in the last moment: nothing was begun. */
    private static boolean isConfiguration(Exception e) {
        return e instanceof HumpbackException known && known.code() == ErrorCode.CONFIGURATION;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
