package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.ImageReference;
import io.humpback.core.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code config.json} of Docker's own client, as far as it says who asks a registry: {@code credHelpers},
 * {@code credsStore} and {@code auths}, in this order. Read anew at each question. A file that cannot be read is told of in the
 * log and counts as one that says nothing, as with Docker's client: most registries need no login. Safe for use by several
 * threads.
 *
 * <p>Source: docs.docker.com/reference/cli/docker/login, sections on credential stores and helpers.
 */
final class DockerConfigFile {
    private static final Logger log = LoggerFactory.getLogger(DockerConfigFile.class);
    private static final int MAX_BYTES = 1 << 20;
    /** What Docker's client calls its own registry in this file, and towards helpers. */
    private static final String HUB = "https://index.docker.io/v1/";

    private final Path file;

    DockerConfigFile(Path file) {
        this.file = file;
    }

    /** Returns the login for {@code registry}, as {@link ImageReference#registryHost()} names it. */
    Optional<RegistryLogin> find(String registry) throws InterruptedException {
        JsonNode config = read();
        String server = registry.equals(ImageReference.DOCKER_HUB) ? HUB : registry;
        String helper = helper(config, registry);
        if (!helper.isEmpty()) {
            Optional<RegistryLogin> login = new CredentialHelper(helper).get(server);
            if (login.isPresent()) {
                return login;
            }
        }
        return entry(config.path("auths"), registry).flatMap(entry -> login(entry, registry));
    }

    private static String helper(JsonNode config, String registry) {
        return entry(config.path("credHelpers"), registry)
                .map(JsonNode::asText)
                .orElse(config.path("credsStore").asText());
    }

    private static Optional<JsonNode> entry(JsonNode map, String registry) {
        return map.properties().stream()
                .filter(entry -> ImageReference.registryHost(entry.getKey()).equals(registry))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private Optional<RegistryLogin> login(JsonNode entry, String registry) {
        String token = entry.path("identitytoken").asText();
        if (!token.isEmpty()) {
            return Optional.of(RegistryLogin.ofToken(token));
        }
        String user = entry.path("username").asText();
        String password = entry.path("password").asText();
        String[] decoded = decoded(entry.path("auth").asText(), registry);
        user = user.isEmpty() ? decoded[0] : user;
        password = password.isEmpty() ? decoded[1] : password;
        return user.isEmpty() || password.isEmpty()
                ? Optional.empty() // a credential store leaves such entries
                : Optional.of(RegistryLogin.of(user, password));
    }

    /** Returns user and password, both empty where there are none. */
    private String[] decoded(String auth, String registry) {
        try {
            String text = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon >= 0) {
                // Docker's own client has written zero bytes behind it
                return new String[] {
                    text.substring(0, colon), text.substring(colon + 1).replaceAll("\0+$", "")
                };
            }
        } catch (IllegalArgumentException e) {
            log.warn("login without effect, it is not base64: file={} registry={}", file, registry);
        }
        return new String[] {"", ""};
    }

    /** The parser's own words repeat what stands in the file, so they are not passed on. */
    private JsonNode read() {
        try {
            if (!Files.exists(file)) {
                return EngineClient.JSON.createObjectNode();
            }
            if (Files.size(file) <= MAX_BYTES) {
                return EngineClient.JSON.readTree(Files.readAllBytes(file));
            }
            log.warn("logins of Docker's configuration not used, it is too large: file={}", file);
        } catch (IOException e) {
            log.warn(
                    "logins of Docker's configuration not used, it cannot be read: file={} reason={}",
                    file,
                    e.getClass().getSimpleName());
        }
        return EngineClient.JSON.createObjectNode();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
