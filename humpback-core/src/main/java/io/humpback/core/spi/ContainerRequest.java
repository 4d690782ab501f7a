package io.humpback.core.spi;

import io.humpback.core.Checks;
import io.humpback.core.ContainerSpec;
import java.util.Map;

/**
 * A container to be created. Immutable.
 *
 * @param name its full name
 * @param spec its configuration, with its environment complete
 * @param ourLabels labels beside those of {@code spec}
 */
public record ContainerRequest(String name, ContainerSpec spec, Map<String, String> ourLabels) {
    /** Copies {@code ourLabels} and checks that the name is not blank. */
    public ContainerRequest {
        Checks.checkNotBlank("name", name);
        ourLabels = Map.copyOf(ourLabels);
    }
}
