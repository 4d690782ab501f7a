package io.humpback.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code humpback} without a command: says which ones there are. */
@Command(
        name = "humpback",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description = "Keeps groups of containers running on plain Docker hosts.",
        footer = {"", "Begin with: humpback up"})
final class RootCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given; begin with humpback up");
    }

    /** Tells picocli the version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"humpback " + text()};
        }

        /** Returns the version in the jar's manifest; classes that are not in a jar have none. */
        static String text() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }
    }
}
