package io.humpback.examples.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.server.Center;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A center that finds this example's jar in its plugin directory and is told to rank by it. */
class PluginDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void placesOnTheCheapestNodeThroughTheCenter() throws Exception {
        assertThatThrownBy(() -> Class.forName("io.humpback.examples.strategy.CheapestFirst"))
                .isInstanceOf(ClassNotFoundException.class); // else the jar would prove nothing
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        jar(Path.of("target/classes"), plugins.resolve("cheapest-first.jar"));
        List<EngineProfile> hosts = List.of(
                EngineProfile.named("rack").withLabels(Map.of("tariff", "reserved")),
                EngineProfile.named("cloud").withLabels(Map.of("tariff", "spot")));

        try (SimulatedEngines engines = SimulatedEngines.start(hosts, InstantSource.system());
                Center center = Center.start(config(engines, plugins), DockerSettings.DEFAULT, "test")) {
            center.awaitProbed(Duration.ofSeconds(60));
            for (String name : List.of("one", "two", "three")) {
                create(center, name);
            }

            assertThat(engines.named("cloud").containers())
                    .containsExactlyInAnyOrder(
                            "CLUSTER-default-one-1", "CLUSTER-default-two-1", "CLUSTER-default-three-1");
            assertThat(engines.named("rack").containers()).isEmpty();
        }
    }

    private CenterConfig config(SimulatedEngines engines, Path plugins) {
        return new ConfigLoader()
                .flag("data-dir", "--data-dir", directory.resolve("data").toString())
                .flag("listen", "--listen", "127.0.0.1:0")
                .flag("plugin-dir", "--plugin-dir", plugins.toString())
                .flag("strategy", "--strategy", "cheapest-first:spot=1,reserved=5")
                .flag(
                        "engines",
                        "--engine",
                        engines.all().stream().map(SimulatedEngine::endpoint).toArray(String[]::new))
                .load()
                .config();
    }

    private static void create(Center center, String name) throws IOException, InterruptedException {
        String body = "{\"GroupId\": \"default\", \"Instances\": 1, \"Config\": {\"Name\": \"" + name
                + "\", \"Image\": \"example/web:1\"}}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(center.uri() + "/v1/groups/collections"))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("created all");
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }
}
