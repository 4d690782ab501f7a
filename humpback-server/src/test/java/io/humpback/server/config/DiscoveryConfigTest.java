package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryConfigTest {
    @ParameterizedTest
    @CsvSource({
        "embedded, embedded",
        "EMBEDDED:./data, embedded",
        "etcd://h1:2379, etcd",
        "Consul://h1/prefix, consul",
        "h1, zk",
        "h1:2181, zk",
        "files:/mnt/shared, files",
        "files:shared, files"
    })
    void knowsWhoseBackendItIs(String uris, String scheme) {
        assertThat(new DiscoveryConfig(uris, "c", Duration.ofSeconds(8), Duration.ofSeconds(30)).scheme())
                .isEqualTo(scheme);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etcd://h1:2379,zk://h2:2181",
                "etcd://h1:2379 consul://h2:8500",
                "embedded:./data,etcd://h1:2379",
                "h1:2181,etcd://h2:2379,zk://h3"
            })
    void refusesTwoBackendsAtOnceInOneLine(String uris) {
        assertThatThrownBy(() -> new ConfigLoader()
                        .flag("discovery", "--discovery", uris)
                        .load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--discovery: ")
                .hasMessageContaining("or one backend with its hosts")
                .hasMessageNotContainingAny("\n");
    }

    @Test
    void showsNoPassword() {
        assertThat(new DiscoveryConfig(
                                "zk://h1?user=u&password=hush", "c", Duration.ofSeconds(8), Duration.ofSeconds(30))
                        .toString())
                .doesNotContain("hush");
    }
}
