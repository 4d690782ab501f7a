package io.humpback.server.config;

import io.humpback.server.config.Setting.Given;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeType;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML file whose parts know their line and column. Not for use by several threads. */
final class YamlFile {
    private static final int MAX_BYTES = 1 << 20;

    private final String name;

    private YamlFile(String name) {
        this.name = name;
    }

    /** What stands in a file: nothing but comments, or one tree. */
    record Content(YamlFile file, Optional<Node> root) {}

    static Content read(Path path) {
        YamlFile file = new YamlFile(path.toString());
        return new Content(file, file.compose(file.text(path)));
    }

    private String text(Path path) {
        try {
            if (Files.isRegularFile(path) && Files.size(path) > MAX_BYTES) {
                throw new ConfigurationException(name, "too large (expected: at most " + MAX_BYTES + " bytes)", null);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(name, "no such file (expected: a YAML file)", e);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(name, "not readable as text (expected: UTF-8)", e);
        } catch (IOException e) {
            throw new ConfigurationException(name, "cannot be read (expected: a YAML file)", e);
        }
    }

    private Optional<Node> compose(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .build();
        try {
            Iterator<Node> documents =
                    new Compose(settings).composeAllFromString(text).iterator();
            Optional<Node> first = documents.hasNext() ? Optional.of(documents.next()) : Optional.empty();
            if (documents.hasNext()) {
                throw error(documents.next(), "a second document (expected: one)");
            }
            return first.filter(root -> !isNull(root));
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(this::place).orElse(name);
            throw new ConfigurationException(place, "not YAML: " + oneLine(e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new ConfigurationException(name, "not YAML: " + oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", ", ");
    }

    private String place(Mark mark) {
        return name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    /** Returns where {@code node} begins: {@code file:line:column}, counted from 1. */
    String place(Node node) {
        return node.getStartMark().map(this::place).orElse(name);
    }

    /** Returns the error that says what is wrong at {@code node}. */
    ConfigurationException error(Node node, String problem) {
        return new ConfigurationException(place(node), problem, null);
    }

    /** Returns the text of a scalar and its place. */
    Given given(ScalarNode node) {
        return new Given(node.getValue().strip(), new Origin(Origin.Kind.FILE, place(node)));
    }

    /** Returns true for a key without a value: as good as not there. */
    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** Returns what a message calls the kind of {@code node}. */
    static String kind(Node node) {
        if (node.getNodeType() == NodeType.MAPPING) {
            return "a map";
        }
        return node.getNodeType() == NodeType.SEQUENCE ? "a list" : "a single value";
    }
}
