package io.humpback.server.docker;

import io.humpback.core.ImageReference;
import io.humpback.core.RegistryLogin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * With what the registries of images are told who asks, and which one has the images that name none. What is configured
 * here comes first, then Docker's own configuration, which is read anew each time, so that a {@code docker login} needs no
 * restart. Immutable.
 */
public final class RegistryLogins {
    /** No login, and Docker's own registry. */
    public static final RegistryLogins NONE = new RegistryLogins(Map.of(), null, "");

    private final Map<String, RegistryLogin> configured;
    private final @Nullable DockerConfigFile dockers;
    private final String defaultRegistry;

    /**
     * Creates them.
     *
     * @param configured by the registries' names, as images or Docker's configuration write them
     * @param dockerConfig the directory of Docker's {@code config.json}, which need not exist; null for none
     * @param defaultRegistry the registry of images that name none, {@code host[:port]}; empty for Docker's own
     */
    public RegistryLogins(Map<String, RegistryLogin> configured, @Nullable Path dockerConfig, String defaultRegistry) {
        this.configured = new TreeMap<>();
        configured.forEach((name, login) -> this.configured.put(ImageReference.registryHost(name), login));
        this.dockers = dockerConfig == null ? null : new DockerConfigFile(dockerConfig.resolve("config.json"));
        this.defaultRegistry = defaultRegistry;
    }

    /**
     * Returns the login for a registry, {@code host[:port]}, if there is one. May run a credential helper of Docker's, and
     * so block; an {@link io.humpback.core.spi.EngineRefusedException} says that the helper failed.
     */
    Optional<RegistryLogin> find(String registry) throws InterruptedException {
        RegistryLogin own = configured.get(ImageReference.registryHost(registry));
        if (own != null) {
            return Optional.of(own);
        }
        return dockers == null ? Optional.empty() : dockers.find(ImageReference.registryHost(registry));
    }

    /** Returns the name under which {@code image} is fetched: with the default registry where it names none. */
    String source(String image) {
        Optional<ImageReference> reference = ImageReference.find(image);
        return defaultRegistry.isEmpty()
                        || reference.isEmpty()
                        || !reference.get().registry().isEmpty()
                ? image
                : defaultRegistry + "/" + image;
    }

    /**
     * Returns the name under which a container of {@code image} is created. What is fetched by a tag gets the wished name
     * too, but a digest belongs to the repository that it came from.
     */
    String created(String image) {
        return image.contains("@") ? source(image) : image;
    }

    /** Shows of the logins for whom they are. */
    @Override
    public String toString() {
        return "RegistryLogins["
                + configured.keySet().stream().collect(Collectors.joining(","))
                + (dockers == null ? "" : ", " + dockers)
                + (defaultRegistry.isEmpty() ? "" : ", default=" + defaultRegistry)
                + "]";
    }
}
