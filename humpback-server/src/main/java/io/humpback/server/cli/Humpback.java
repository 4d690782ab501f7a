package io.humpback.server.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program {@code humpback}. */
public final class Humpback {
    private static final String LOG_PROPERTY = "logback.configurationFile";

    private Humpback() {}

    /** Runs the command that {@code args} name and ends the process with its exit code. */
    public static void main(String[] args) {
        // Under a path of its own, since a logback.xml at the root would also rule programs that use us as a library.
        if (System.getProperty(LOG_PROPERTY) == null) {
            System.setProperty(LOG_PROPERTY, "io/humpback/server/cli/logback.xml");
        }
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                action -> Runtime.getRuntime().addShutdownHook(new Thread(action, "humpback-shutdown")),
                LogSetup::apply,
                isTerminal());
        System.exit(
                new HumpbackCommandLine(surroundings, StartedCenter::probe, StartedCenter::start, StartedAgent::start)
                        .run(args));
    }

    /** From Java 22 on there is a console without a terminal too, which then says so. */
    @SuppressWarnings("SystemConsoleNull") // what it returns later on is asked below
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return !Boolean.FALSE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
