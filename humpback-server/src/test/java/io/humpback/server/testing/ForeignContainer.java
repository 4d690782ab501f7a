package io.humpback.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerSpecBuilder;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.DockerEngine;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A running container that no center has made and so none may touch. Immutable.
 *
 * @param container as it was when it had been started
 */
public record ForeignContainer(RealEngine engine, ObservedContainer container) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NAME = "foreign";

    /** Returns the beginning of a configuration for {@link #start}. */
    public static ContainerSpecBuilder spec(String image) {
        return ContainerSpec.builder(NAME, image);
    }

    /** Starts one on {@code engine}, which may have one at a time. */
    public static ForeignContainer start(RealEngine engine, ContainerSpec spec) {
        try (DockerEngine docker = engine.connect()) {
            String id = docker.create(new ContainerRequest(NAME, spec, Map.of()), LIMIT);
            docker.start(id, LIMIT);
            return new ForeignContainer(engine, docker.inspect(id, LIMIT));
        }
    }

    /** Starts one on each of {@code engines}, with host networking. */
    public static List<ForeignContainer> startOnEach(Collection<RealEngine> engines) {
        return engines.stream()
                .map(engine ->
                        start(engine, spec(TestImages.NOOP).networkMode("host").build()))
                .toList();
    }

    /** Checks that it is still there, whatever the end of its engine has made of it. */
    public void assertPresent() {
        try (DockerEngine docker = engine.connect()) {
            assertThat(docker.inspect(NAME, LIMIT).id()).isEqualTo(container.id());
        }
    }

    /** Checks that it still is what it was: the same container, running since the same moment. */
    public void assertUntouched() {
        try (DockerEngine docker = engine.connect()) {
            assertThat(docker.inspect(NAME, LIMIT)).isEqualTo(container);
        }
    }

    /** Removes the one on {@code engine} if there is one. */
    public static void removeFrom(RealEngine engine) {
        try (DockerEngine docker = engine.connect()) {
            docker.list(LIMIT).stream()
                    .filter(container -> container.name().equals(NAME))
                    .forEach(container -> docker.remove(container.id(), LIMIT));
        }
    }
}
