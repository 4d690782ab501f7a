package io.humpback.server.config;

import io.humpback.core.Checks;
import io.humpback.core.RollOutPolicy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How nodes are ranked and instances replaced. Immutable.
 *
 * @param strategy the name of a ranking strategy; empty for the default, the least loaded node
 * @param options what the strategy is created with, in order
 * @param pluginDir a directory of jars with further strategies and backends; empty for none
 * @param rollOut how instances are replaced by ones of another configuration, where their meta does not say
 */
public record SchedulingConfig(String strategy, Map<String, String> options, String pluginDir, RollOutPolicy rollOut) {
    /** Creates it with the default roll-out. */
    public SchedulingConfig(String strategy, Map<String, String> options, String pluginDir) {
        this(strategy, options, pluginDir, RollOutPolicy.DEFAULT);
    }

    /** Copies the options. */
    public SchedulingConfig {
        options = Map.copyOf(options);
    }

    /** Returns this with another roll-out. */
    public SchedulingConfig withRollOut(RollOutPolicy newRollOut) {
        return new SchedulingConfig(strategy, options, pluginDir, newRollOut);
    }

    /**
     * Returns what {@code text} says, {@code NAME} or {@code NAME:KEY=VALUE,KEY=VALUE}. Throws
     * {@link IllegalArgumentException} if it has another form.
     */
    static SchedulingConfig parse(String text, String pluginDir) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new SchedulingConfig(text.strip(), Map.of(), pluginDir);
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : text.substring(colon + 1).split(",", -1)) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("option: \"" + option + "\" (expected: KEY=VALUE)");
            }
            options.put(
                    option.substring(0, equals).strip(),
                    option.substring(equals + 1).strip());
        }
        return new SchedulingConfig(
                Checks.checkNotBlank("strategy", text.substring(0, colon).strip()), options, pluginDir);
    }
}
