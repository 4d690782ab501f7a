package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.discovery.DiscoveryProvider;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ZooKeeperDiscoveryProviderTest {
    /** Knows the provider's own class anew, and nothing of the client. */
    private static final class WithoutClient extends ClassLoader {
        WithoutClient() {
            super(ZooKeeperDiscoveryProviderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.apache.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.humpback.discovery.zookeeper.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void tellsItsSchemeWithoutTheClientsClasses() throws Exception {
        Class<?> type = new WithoutClient().loadClass(ZooKeeperDiscoveryProvider.class.getName());

        DiscoveryProvider provider =
                (DiscoveryProvider) type.getDeclaredConstructor().newInstance();

        assertThat(type).isNotEqualTo(ZooKeeperDiscoveryProvider.class);
        assertThat(provider.scheme()).isEqualTo("zk");
    }
}
