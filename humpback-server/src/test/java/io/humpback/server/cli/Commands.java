package io.humpback.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** Runs commands in this process, which start nothing but what they are. */
final class Commands {
    /** What a command printed, and its exit code. */
    record Ended(int code, String out, String err) {}

    private Commands() {}

    static Ended run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(
                environment, new PrintWriter(out, true), new PrintWriter(err, true), task -> {}, logger -> {}, false);
        int code = new HumpbackCommandLine(
                        surroundings,
                        StartedCenter::probe,
                        config -> {
                            throw new AssertionError("a center was started");
                        },
                        config -> {
                            throw new AssertionError("an agent was started");
                        })
                .run(arguments);
        return new Ended(code, out.toString(), err.toString());
    }
}
