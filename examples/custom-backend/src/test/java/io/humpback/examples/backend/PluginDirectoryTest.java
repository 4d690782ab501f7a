package io.humpback.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two centers that find this example's jar in their plugin directory and share a directory by it. */
class PluginDirectoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path plugins;
    private Path shared;

    @BeforeEach
    void packTheJar() throws IOException {
        assertThatThrownBy(() -> Class.forName("io.humpback.examples.backend.FilesBackend"))
                .isInstanceOf(ClassNotFoundException.class); // else the jar would prove nothing
        plugins = Files.createDirectory(directory.resolve("plugins"));
        shared = Files.createDirectory(directory.resolve("shared"));
        jar(Path.of("target/classes"), plugins.resolve("custom-backend.jar"));
    }

    @Test
    void handsOverToTheOtherCenterWhatItKept() throws Exception {
        try (SimulatedEngines engines =
                        SimulatedEngines.start(List.of(EngineProfile.named("host")), InstantSource.system());
                Closer open = new Closer()) {
            Center first = open.add(start(engines, "first"));
            await().atMost(LIMIT).until(first::leads);
            first.awaitProbed(LIMIT);
            Center second = open.add(start(engines, "second"));
            assertThat(second.leads()).isFalse();
            assertThat(create(second)).contains("created all"); // it passes the request on
            assertThat(engines.named("host").containers()).containsExactly("CLUSTER-default-web-1");

            first.close();

            await().atMost(LIMIT).until(second::leads);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(get(second, "/v1/groups/default/collections"))
                            .contains("CLUSTER-default-web-1"));
        }
    }

    @Test
    void keepsTheStateAsPlainFiles() throws Exception {
        try (SimulatedEngines engines =
                        SimulatedEngines.start(List.of(EngineProfile.named("host")), InstantSource.system());
                Center center = start(engines, "only")) {
            await().atMost(LIMIT).until(center::leads);
            center.awaitProbed(LIMIT);
            create(center);
        }

        try (Stream<Path> metas = Files.list(shared.resolve("humpback/center/state/metas"))) {
            assertThat(metas)
                    .hasSize(1)
                    .allSatisfy(file -> assertThat(file).content().contains("example/web:1"));
        }
    }

    /** Closes centers at the end, also those that were closed before. */
    private record Closer(List<Center> centers) implements AutoCloseable {
        Closer() {
            this(new ArrayList<>());
        }

        Center add(Center center) {
            centers.add(center);
            return center;
        }

        @Override
        public void close() {
            centers.forEach(Center::close);
        }
    }

    private Center start(SimulatedEngines engines, String name) {
        CenterConfig config = new ConfigLoader()
                .flag("data-dir", "--data-dir", directory.resolve(name).toString())
                .flag("listen", "--listen", "127.0.0.1:0")
                .flag("plugin-dir", "--plugin-dir", plugins.toString())
                .flag("discovery", "--discovery", "files:" + shared + "?ttl=2s")
                .flag(
                        "engines",
                        "--engine",
                        engines.all().stream().map(SimulatedEngine::endpoint).toArray(String[]::new))
                .load()
                .config();
        return Center.start(config, DockerSettings.DEFAULT, "test");
    }

    private static String create(Center center) throws IOException, InterruptedException {
        String body = "{\"GroupId\": \"default\", \"Instances\": 1, \"Config\": {\"Name\": \"web\","
                + " \"Image\": \"example/web:1\"}}";
        return send(center, "/v1/groups/collections", HttpRequest.BodyPublishers.ofString(body));
    }

    private static String get(Center center, String path) throws IOException, InterruptedException {
        return send(center, path, null);
    }

    private static String send(Center center, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(center.uri() + path)).timeout(LIMIT);
        return HttpClient.newHttpClient()
                .send((body == null ? request.GET() : request.POST(body)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
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
