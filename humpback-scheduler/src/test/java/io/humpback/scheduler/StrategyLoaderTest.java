package io.humpback.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrategyLoaderTest {
    private static final String SERVICE = "META-INF/services/io.humpback.scheduler.StrategyProvider";

    @TempDir
    private Path plugins;

    /** What the jar has; the test hides it from the plugin's parent, so that only the jar can give it. */
    public static final class EmptiestProvider implements StrategyProvider {
        @Override
        public String name() {
            return "emptiest";
        }

        @Override
        public RankingStrategy create(Map<String, String> options) {
            return RankingStrategy.ofNode(NodeView::instances);
        }
    }

    /** Takes a built-in name. */
    public static final class SpreadProvider implements StrategyProvider {
        @Override
        public String name() {
            return "spread";
        }

        @Override
        public RankingStrategy create(Map<String, String> options) {
            return RankingStrategy.spread();
        }
    }

    private static ClassLoader without(Class<?> hidden) {
        return new ClassLoader("host", StrategyLoader.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.equals(hidden.getName())) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
    }

    private void jar(String service, Class<?>... classes) throws IOException {
        try (OutputStream file = Files.newOutputStream(plugins.resolve("emptiest.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry(SERVICE));
            jar.write(service.getBytes(StandardCharsets.UTF_8));
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(jar);
                }
            }
        }
    }

    @Test
    void loadsWhatAJarProvides() throws IOException {
        jar(EmptiestProvider.class.getName(), EmptiestProvider.class);

        try (StrategyLoader loader = StrategyLoader.open(plugins, without(EmptiestProvider.class))) {
            assertThat(loader.catalog().names()).contains("emptiest", "least-loaded");
            assertThat(loader.providers().get(0).getClass()).isNotEqualTo(EmptiestProvider.class);
            assertThat(loader.catalog().create("emptiest", Map.of()).dependsOnNodeAlone())
                    .isTrue();
        }
    }

    @Test
    void refusesANameThatAnotherHas() throws IOException {
        jar(SpreadProvider.class.getName(), SpreadProvider.class);

        assertThatExceptionOfType(StrategyLoadException.class)
                .isThrownBy(() -> StrategyLoader.open(plugins, without(SpreadProvider.class)))
                .withMessageContainingAll("name: spread", "directory=" + plugins);
    }

    @Test
    void anEmptyDirectoryHasTheBuiltInOnes() throws IOException {
        Files.writeString(plugins.resolve("README.txt"), "no jar");

        try (StrategyLoader loader = StrategyLoader.open(plugins)) {
            assertThat(loader.providers()).isEmpty();
            assertThat(loader.catalog().names())
                    .isEqualTo(StrategyCatalog.builtIn().names());
        }
    }

    @Test
    void namesADirectoryThatIsMissing() {
        Path missing = plugins.resolve("missing");

        assertThatExceptionOfType(StrategyLoadException.class)
                .isThrownBy(() -> StrategyLoader.open(missing))
                .withMessage("strategies could not be loaded: directory cannot be read, directory=" + missing)
                .satisfies(e -> assertThat(e.directory()).isEqualTo(missing.toString()));
    }

    @Test
    void namesAProviderThatIsMissing() throws IOException {
        jar("com.example.Missing");

        assertThatExceptionOfType(StrategyLoadException.class)
                .isThrownBy(() -> StrategyLoader.open(plugins))
                .withMessageContainingAll("com.example.Missing", "directory=" + plugins);
    }

    @Test
    void namesAJarThatIsNone() throws IOException {
        Files.writeString(plugins.resolve("broken.jar"), "this is no jar");

        try (StrategyLoader loader = StrategyLoader.open(plugins)) {
            assertThat(loader.providers()).isEmpty();
        }
    }
}
