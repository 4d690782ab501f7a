package io.humpback.server.config;

import io.humpback.core.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A YAML file of logins for registries, apart from the rest of the configuration, so that it can be kept from other eyes:
 *
 * <pre>
 * registry.example.com:5000:
 *   username: robot
 *   password-file: /run/secrets/registry   # or password: …
 * ghcr.io:
 *   identity-token: …
 * </pre>
 *
 * <p>Messages name the place and repeat no value. Not for use by several threads.
 */
final class RegistryFile {
    private static final Logger log = LoggerFactory.getLogger(RegistryFile.class);
    private static final int MAX_SECRET = 64 * 1024;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final YamlFile file;
    private final List<Path> secrets = new ArrayList<>();

    /**
     * What the file says. Immutable.
     *
     * @param logins by the names of the registries
     * @param files the file itself, and those with secrets that it names
     */
    record Logins(Map<String, RegistryLogin> logins, List<Path> files) {
        Logins {
            files = List.copyOf(files);
        }
    }

    private RegistryFile(YamlFile file) {
        this.file = file;
    }

    /** Returns the logins of the file; throws {@link ConfigurationException} if it cannot be read or makes no sense. */
    static Logins read(Path path) {
        YamlFile.Content content = YamlFile.read(path);
        warnOfReaders(path);
        RegistryFile reading = new RegistryFile(content.file());
        Optional<Node> root = content.root();
        reading.secrets.add(path);
        Map<String, RegistryLogin> logins = root.isEmpty() ? Map.of() : reading.logins(root.get());
        return new Logins(logins, reading.secrets);
    }

    private Map<String, RegistryLogin> logins(Node root) {
        Map<String, RegistryLogin> logins = new LinkedHashMap<>();
        for (NodeTuple entry : mapping(root).getValue()) {
            String registry = registry(entry.getKeyNode());
            if (logins.put(registry, login(entry.getValueNode())) != null) {
                throw file.error(entry.getKeyNode(), "a registry stands twice (expected: once)");
            }
        }
        return logins;
    }

    private String registry(Node key) {
        try {
            return RegistryWords.registry(scalar(key));
        } catch (IllegalArgumentException e) {
            throw file.error(key, String.valueOf(e.getMessage()));
        }
    }

    private RegistryLogin login(Node node) {
        String username = "";
        String password = "";
        String token = "";
        for (NodeTuple entry : mapping(node).getValue()) {
            String value = scalar(entry.getValueNode());
            switch (scalar(entry.getKeyNode())) {
                case "username" -> username = value;
                case "password" -> password = value;
                case "password-file" -> password = secret(entry.getValueNode(), value);
                case "identity-token" -> token = value;
                case "identity-token-file" -> token = secret(entry.getValueNode(), value);
                default ->
                    throw file.error(
                            entry.getKeyNode(),
                            "unknown key (expected: username, password, password-file, identity-token or"
                                    + " identity-token-file)");
            }
        }
        try {
            return new RegistryLogin(username, password, token);
        } catch (IllegalArgumentException e) {
            throw file.error(node, String.valueOf(e.getMessage()));
        }
    }

    private String secret(Node node, String name) {
        try {
            Path path = Path.of(name);
            if (Files.size(path) > MAX_SECRET) {
                throw file.error(node, "too large (expected: at most " + MAX_SECRET + " bytes)");
            }
            warnOfReaders(path);
            secrets.add(path);
            return Files.readString(path).strip();
        } catch (IOException | RuntimeException e) {
            throw e instanceof ConfigurationException known
                    ? known
                    : file.error(node, name + " cannot be read (expected: a file with the secret)");
        }
    }

    private static void warnOfReaders(Path path) {
        try {
            if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                log.warn("others can read a file of secrets: file={}. Maybe chmod 600 it", path);
            }
        } catch (IOException | UnsupportedOperationException e) {
            log.debug("permissions not known: file={}", path, e);
        }
    }

    private MappingNode mapping(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw file.error(node, YamlFile.kind(node) + " (expected: a map)");
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar && !YamlFile.isNull(node)) {
            return scalar.getValue().strip();
        }
        throw file.error(node, YamlFile.kind(node) + " (expected: a text)");
    }
}
