package io.humpback.server.config;

import com.google.common.base.Splitter;
import io.humpback.server.config.FileSettings.Found;
import io.humpback.server.config.Setting.Given;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes a configuration from its sources, the later ones winning whatever the order of the calls: defaults, file,
 * environment, flags. Whatever a file can set, {@link #flag} can. Not for use by several threads.
 */
public final class ConfigLoader {
    private static final Splitter COMMA = Splitter.on(',').trimResults().omitEmptyStrings();

    private final Map<String, Found> fromFile = new LinkedHashMap<>();
    private final Map<String, Found> fromEnvironment = new LinkedHashMap<>();
    private final Map<String, Found> fromFlags = new LinkedHashMap<>();
    private List<Map<String, Object>> notifications = List.of();

    /** Creates a loader that knows nothing but the defaults. */
    public ConfigLoader() {}

    /**
     * Reads a YAML file: the original's keys, and ours below {@code humpback:}.
     *
     * @throws ConfigurationException if it cannot be read, or has an unknown key or a value of a wrong form
     */
    public ConfigLoader file(Path path) {
        FileSettings settings = FileSettings.read(path);
        fromFile.putAll(settings.found());
        notifications = settings.notifications();
        return this;
    }

    /** Takes the variables that are ours from {@code environment}; a blank one counts as not set. */
    public ConfigLoader environment(Map<String, String> environment) {
        for (Setting<?> setting : Settings.ALL) {
            variable(setting, environment);
        }
        variable(Settings.CONTRACT_LISTEN, environment);
        return this;
    }

    private void variable(Setting<?> setting, Map<String, String> environment) {
        for (Setting.Variable variable : setting.variables()) {
            String text = environment.getOrDefault(variable.name(), "").strip();
            if (!text.isEmpty()) {
                Origin origin = new Origin(Origin.Kind.ENVIRONMENT, variable.name());
                fromEnvironment.put(
                        setting.key(), new Found(setting, split(setting, text + variable.suffix(), origin)));
                return;
            }
        }
    }

    private static List<Given> split(Setting<?> setting, String text, Origin origin) {
        if (!setting.isList()) {
            return List.of(new Given(text, origin));
        }
        return COMMA.splitToStream(text).map(part -> new Given(part, origin)).toList();
    }

    /**
     * Sets one value, or several of a list, over every other source.
     *
     * @param key the setting's name below {@code humpback:}
     * @param flag what messages call it, for example {@code --listen}
     */
    public ConfigLoader flag(String key, String flag, String... texts) {
        Setting<?> setting = Settings.byKey(key)
                .orElseThrow(() -> new IllegalArgumentException("key: \"" + key + "\" (expected: a known setting)"));
        Origin origin = new Origin(Origin.Kind.FLAG, flag);
        List<Given> values = new ArrayList<>();
        for (String text : texts) {
            values.add(new Given(text.strip(), origin));
        }
        fromFlags.put(key, new Found(setting, values));
        return this;
    }

    /**
     * Returns the configuration that the sources give together.
     *
     * @throws ConfigurationException if a value cannot be used; names the first one
     */
    public LoadedConfig load() {
        Map<String, Found> merged = new LinkedHashMap<>();
        Settings.ALL.forEach(setting -> merged.put(setting.key(), defaultOf(setting)));
        merged.putAll(fromFile);
        merged.putAll(fromEnvironment);
        merged.putAll(fromFlags);
        CenterConfig config = new ConfigReading(merged).center(notifications);
        List<LoadedConfig.Value> values = merged.values().stream()
                .map(found -> new LoadedConfig.Value(found.setting().key(), text(found), origin(found)))
                .toList();
        return new LoadedConfig(config, values);
    }

    private static Found defaultOf(Setting<?> setting) {
        return new Found(
                setting,
                setting.defaults().stream()
                        .map(text -> new Given(text, Origin.DEFAULT))
                        .toList());
    }

    private static String text(Found found) {
        return found.values().stream()
                .map(given -> found.setting().shown(given.text()))
                .collect(Collectors.joining(","));
    }

    private static Origin origin(Found found) {
        return found.values().isEmpty() ? Origin.DEFAULT : found.values().get(0).origin();
    }
}
