package io.humpback.scheduler;

import io.humpback.core.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Amounts as people read them: {@code 5.2 GiB}, {@code 0.5 CPU}, {@code 2 gpu}. */
final class Amounts {
    static final String CPU = "CPU";
    static final String MEMORY = "memory";
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amounts() {}

    /** Returns an amount rounded up, so that what is needed never looks smaller than what is free. */
    static String needed(String resource, long amount) {
        return format(resource, amount, true);
    }

    /** Returns an amount rounded down. */
    static String free(String resource, long amount) {
        return format(resource, amount, false);
    }

    static String format(Resources resources) {
        List<String> parts = new ArrayList<>();
        if (resources.cpuMillis() > 0) {
            parts.add(needed(CPU, resources.cpuMillis()));
        }
        if (resources.memoryBytes() > 0) {
            parts.add(needed(MEMORY, resources.memoryBytes()));
        }
        resources.extended().forEach((name, amount) -> parts.add(needed(name, amount)));
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static String format(String resource, long amount, boolean up) {
        return switch (resource) {
            case CPU -> trimmed(amount / 1000, amount % 1000) + " CPU";
            case MEMORY -> bytes(amount, up);
            default -> amount + " " + resource;
        };
    }

    private static String bytes(long amount, boolean up) {
        int unit = 0;
        while (unit < UNITS.length - 1 && amount >= 1L << (10 * (unit + 1))) {
            unit++;
        }
        double tenths = (double) amount / (1L << (10 * unit)) * 10;
        double rounded = unit == 0 ? tenths : up ? Math.ceil(tenths) : Math.floor(tenths);
        String text = String.format(Locale.ROOT, "%.1f", rounded / 10);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " " + UNITS[unit];
    }

    private static String trimmed(long whole, long thousandths) {
        if (thousandths == 0) {
            return Long.toString(whole);
        }
        String digits = String.format(Locale.ROOT, "%03d", thousandths);
        while (digits.endsWith("0")) {
            digits = digits.substring(0, digits.length() - 1);
        }
        return whole + "." + digits;
    }
}
