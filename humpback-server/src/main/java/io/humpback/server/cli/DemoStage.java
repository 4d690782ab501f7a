package io.humpback.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Where the demo is shown: in bold and in place on a terminal, in plain lines elsewhere. For one thread. */
final class DemoStage {
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";
    private static final String ANEW = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private boolean ticking;

    DemoStage(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void title(String text) {
        endTicks();
        out.println();
        out.println(terminal ? BOLD + text + PLAIN : text);
        out.flush();
    }

    void say(String text) {
        endTicks();
        out.println("  " + text);
        out.flush();
    }

    /** Shows a line that the next one of its kind replaces, where that can be done. */
    void tick(String text) {
        if (terminal) {
            out.print(ANEW + "  " + text);
            ticking = true;
        } else {
            out.println("  " + text);
        }
        out.flush();
    }

    private void endTicks() {
        if (ticking) {
            ticking = false;
            out.println();
        }
    }

    /** Shows rows in columns; the first row is the head. */
    void table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int index = column;
            widths.add(
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append("  ").append(cell).append(" ".repeat(widths.get(column) - cell.length()));
            }
            say(line.substring(2).stripTrailing());
        }
    }
}
