package io.humpback.examples.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.scheduler.StrategyCatalog;
import io.humpback.scheduler.StrategyLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceListTest {
    private static final Path CLASSES = Path.of("target", "classes");

    @TempDir
    private Path plugins;

    /** What the server is to its plugins: it has the library, but not the strategy. */
    private static final ClassLoader SERVER = new ClassLoader("server", StrategyLoader.class.getClassLoader()) {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.humpback.examples.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith("META-INF/services/") ? Collections.emptyEnumeration() : super.getResources(name);
        }
    };

    private static String told(StrategyCatalog catalog) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PriceList.run(catalog, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void placesWhereItIsCheapest() {
        assertThat(told(StrategyCatalog.load(getClass().getClassLoader()))).isEqualTo("""
                        Strategies: binpack, cheapest-first, least-loaded, measured, random, spread
                          1 on cloud
                          2 on cloud
                          3 on cloud
                          4 on cloud
                          5 on rack
                          6 on rack
                        instance of batch needing 1 CPU, 2 GiB: rack is the best of 2; of the others 1 lack CPU (need 1 CPU, most free 0.32 CPU)
                          rack: place 1, weight 5 (weight 5)
                          anywhere: place 2, weight 1000000 (weight 1000000)
                          cloud: no, resources: lack CPU (need 1 CPU, free 0.32 CPU); waiting may help
                        """);
    }

    @Test
    void findsTheStrategyInAPluginDirectory() throws IOException {
        writeJar(plugins.resolve("cheapest-first.jar"));

        try (StrategyLoader loader = StrategyLoader.open(plugins, SERVER)) {
            assertThat(loader.providers().get(0).getClass().getClassLoader())
                    .isNotEqualTo(CheapestFirstProvider.class.getClassLoader());
            assertThat(told(loader.catalog())).contains("1 on cloud");
            assertThat(loader.catalog().create("cheapest-first", Map.of("spot", "1")))
                    .hasToString("CheapestFirst[prices={spot=1.0}]");
        }
    }

    @Test
    void runsAsAProgram() throws IOException {
        writeJar(plugins.resolve("cheapest-first.jar"));

        PriceList.main(new String[0]);
        PriceList.main(new String[] {plugins.toString()});
    }

    private static void writeJar(Path file) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(CLASSES)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Path entry : files) {
                jar.putNextEntry(
                        new JarEntry(CLASSES.relativize(entry).toString().replace('\\', '/')));
                Files.copy(entry, jar);
            }
        }
    }
}
