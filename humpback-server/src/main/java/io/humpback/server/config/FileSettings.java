package io.humpback.server.config;

import io.humpback.server.config.Setting.Given;
import io.humpback.server.config.YamlFile.Content;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds the settings in a YAML file: the original's keys and our own. Not for use by several threads. */
final class FileSettings {
    private static final String OPTS = "cluster.opts";
    private static final String ENDPOINTS = "notifications.endpoints";
    private static final int MAX_DEPTH = 8;

    private final YamlFile file;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final List<Map<String, Object>> notifications = new ArrayList<>();

    private FileSettings(YamlFile file) {
        this.file = file;
    }

    /** A setting that stands in the file, in the writing in which it stands there. */
    record Found(Setting<?> setting, List<Given> values) {}

    /** Returns what stands in {@code path}; throws a {@link ConfigurationException} with the place of what is wrong. */
    static FileSettings read(Path path) {
        Content content = YamlFile.read(path);
        FileSettings settings = new FileSettings(content.file());
        content.root().ifPresent(root -> settings.map(root, ""));
        return settings;
    }

    /** Returns the settings by key. */
    Map<String, Found> found() {
        return found;
    }

    /** Returns the mail endpoints. */
    List<Map<String, Object>> notifications() {
        return notifications;
    }

    private void map(Node node, String prefix) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping(node).getValue()) {
            String key = key(tuple, seen);
            String path = prefix + key;
            if (!isKnown(path)) {
                throw file.error(
                        tuple.getKeyNode(),
                        "unknown key " + key + " (expected: " + String.join(", ", keys(prefix)) + ")");
            }
            if (!YamlFile.isNull(tuple.getValueNode())) {
                value(path, tuple.getValueNode());
            }
        }
    }

    private void value(String path, Node node) {
        Setting<?> setting = Settings.BY_PATH.get(path);
        if (path.equals(OPTS)) {
            sequence(node).getValue().forEach(this::opt);
        } else if (path.equals(ENDPOINTS)) {
            sequence(node).getValue().forEach(this::endpoint);
        } else if (setting == null) {
            map(node, path + ".");
        } else {
            add(setting, node, values(setting, node));
        }
    }

    private static boolean isKnown(String path) {
        return path.equals(OPTS)
                || path.equals(ENDPOINTS)
                || path.equals("notifications")
                || (!path.startsWith(OPTS + ".")
                        && (Settings.BY_PATH.containsKey(path)
                                || Settings.BY_PATH.keySet().stream().anyMatch(known -> known.startsWith(path + "."))));
    }

    private static Set<String> keys(String prefix) {
        Set<String> paths = new TreeSet<>(Settings.BY_PATH.keySet());
        paths.add(ENDPOINTS);
        Set<String> keys = new TreeSet<>();
        for (String path : paths) {
            if (path.startsWith(prefix)) {
                keys.add(path.substring(prefix.length()).replaceFirst("\\..*", ""));
            }
        }
        return keys;
    }

    private List<Given> values(Setting<?> setting, Node node) {
        if (!(node instanceof SequenceNode) || !setting.isList()) {
            return List.of(file.given(scalar(node, setting.expected())));
        }
        List<Given> values = new ArrayList<>();
        for (Node item : sequence(node).getValue()) {
            boolean isEngine = setting.equals(Settings.ENGINES) && item instanceof MappingNode;
            values.add(isEngine ? engine(item) : file.given(scalar(item, setting.expected())));
        }
        return values;
    }

    private Given engine(Node node) {
        Set<String> seen = new HashSet<>();
        String name = "";
        String uri = "";
        for (NodeTuple tuple : mapping(node).getValue()) {
            String value = file.given(scalar(tuple.getValueNode(), "a text")).text();
            switch (key(tuple, seen)) {
                case "name" -> name = value;
                case "uri" -> uri = value;
                default -> throw file.error(tuple.getKeyNode(), "unknown key (expected: name, uri)");
            }
        }
        if (uri.isEmpty()) {
            throw file.error(node, "engine without uri (expected: " + Settings.ENGINES.expected() + ")");
        }
        return new Given(name.isEmpty() ? uri : name + "=" + uri, new Origin(Origin.Kind.FILE, file.place(node)));
    }

    private void opt(Node node) {
        Given entry = file.given(scalar(node, "key=value"));
        int equals = entry.text().indexOf('=');
        String key =
                equals < 0 ? entry.text() : entry.text().substring(0, equals).strip();
        Setting<?> setting = Settings.BY_PATH.get(OPTS + "." + key);
        if (equals < 0 || setting == null) {
            String names = String.join(", ", keys(OPTS + "."));
            throw file.error(node, "unknown option " + key + " (expected: key=value with one of " + names + ")");
        }
        String value = entry.text().substring(equals + 1).strip();
        if (!value.isEmpty()) {
            add(setting, node, List.of(new Given(value, entry.origin())));
        }
    }

    private void add(Setting<?> setting, Node node, List<Given> values) {
        Found earlier = found.putIfAbsent(setting.key(), new Found(setting, values));
        if (earlier != null) {
            throw file.error(node, setting.key() + " is given twice (expected: once; it stands before this too)");
        }
    }

    private void endpoint(Node node) {
        Map<String, Object> endpoint = new LinkedHashMap<>();
        mappingInto(endpoint, mapping(node), 0);
        notifications.add(endpoint);
    }

    /** The endpoints' keys are the original's business until mail is built, so any are taken. */
    private void mappingInto(Map<String, Object> target, MappingNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw file.error(node, "nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : node.getValue()) {
            target.put(key(tuple, seen), tree(tuple.getValueNode(), depth + 1));
        }
    }

    private Object tree(Node node, int depth) {
        if (node instanceof MappingNode mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            mappingInto(map, mapping, depth);
            return map;
        }
        if (node instanceof SequenceNode sequence && depth <= MAX_DEPTH) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(item -> list.add(tree(item, depth + 1)));
            return list;
        }
        return YamlFile.isNull(node) ? "" : scalar(node, "a text").getValue();
    }

    private String key(NodeTuple tuple, Set<String> seen) {
        String key = scalar(tuple.getKeyNode(), "a key").getValue();
        if (!seen.add(key)) {
            throw file.error(tuple.getKeyNode(), key + " is given twice (expected: once)");
        }
        return key;
    }

    private ScalarNode scalar(Node node, String expected) {
        if (node instanceof ScalarNode scalar) {
            return scalar;
        }
        throw file.error(node, YamlFile.kind(node) + " (expected: " + expected + ")");
    }

    private MappingNode mapping(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw file.error(node, YamlFile.kind(node) + " (expected: a map of keys and values)");
    }

    private SequenceNode sequence(Node node) {
        if (node instanceof SequenceNode sequence) {
            return sequence;
        }
        throw file.error(node, YamlFile.kind(node) + " (expected: a list)");
    }
}
