package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendUriTest {
    private static final Set<String> KNOWN = Set.of("user", "tls", "ca", "cert", "key", "ttl");

    private static BackendOptions options(String query) {
        return BackendOptions.of(BackendUri.parse("etcd://h" + query), KNOWN);
    }

    @Test
    void takesHostsAndPrefixApart() {
        BackendUri uri = BackendUri.parse("etcd://h1:2379,h2,[::1]:99/a/b?tls=true");

        assertThat(uri.hosts(2379))
                .containsExactly(
                        HostAndPort.fromParts("h1", 2379),
                        HostAndPort.fromParts("h2", 2379),
                        HostAndPort.fromParts("::1", 99));
        assertThat(uri.prefix()).isEqualTo("a/b");
        assertThat(BackendUri.parse("etcd://h1").prefix()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"h1:2181", "10.0.0.1:2181,10.0.0.2:2181/prefix", "zk1,zk2/prefix", "zk.example.com", "[::1]:2181"
            })
    void takesHostsAloneForZooKeepers(String text) {
        assertThat(BackendUri.parse(text)).isEqualTo(BackendUri.parse("zk://" + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd:h1:2379", "etcd:", "etcd://", "etcd:///prefix", "etcd://h1,,h2", "etcd://h1:port"})
    void refusesWhatHasNoHosts(String text) {
        assertThatThrownBy(() -> BackendUri.parse(text).hosts(2379))
                .isInstanceOf(BackendException.class)
                .hasMessage("backend has no hosts: scheme=etcd (expected: etcd://HOST:PORT,HOST:PORT/PREFIX)");
    }

    @Test
    void showsNoPasswordThatStandsBeforeTheHosts() {
        assertThatThrownBy(() -> BackendUri.parse("etcd://root:s3cret@h1").hosts(2379))
                .hasMessageContaining("?user=NAME&password=TEXT")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void readsOptions() {
        BackendOptions options = options("?user=u&ca=ca.pem&ttl=1500ms");

        assertThat(options.user()).isEqualTo("u");
        assertThat(options.tls()).isTrue();
        assertThat(options.leaderTtl()).isEqualTo(Duration.ofMillis(1500));
        assertThat(options("").tls()).isFalse();
        assertThat(options("").leaderTtl()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?fast=1              | backend option is unknown: scheme=etcd, option=fast (expected: ca, cert, key, tls, ttl, user)",
                "?tls=perhaps         | backend option is malformed: option=tls (expected: true, false)",
                "?tls=false&ca=x      | backend option contradicts ca, cert or key: option=tls",
                "?ttl=10              | backend option is malformed: option=ttl (expected: 1s to 10m)",
                "?ttl=0s              | backend option is malformed: option=ttl (expected: 1s to 10m)",
                "?cert=x              | backend options are incomplete: cert and key (expected: both or none)",
            })
    void refusesOptionsInOneLine(String query, String message) {
        assertThatThrownBy(() -> options(query))
                .isInstanceOf(BackendException.class)
                .hasMessage(message);
    }

    @Test
    void namesTheTlsFileThatCannotBeUsed() {
        TlsFiles files = options("?ca=missing.pem").files();

        assertThatThrownBy(files::trustManager)
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("TLS file cannot be used: file=missing.pem");
    }

    @Test
    void placesAClusterBelowThePrefix() {
        ClusterPath path = ClusterPath.of("a//b/", "humpback/center");

        assertThat(path.node("k")).isEqualTo("a/b/humpback/center/nodes/k");
        assertThat(path.leader()).isEqualTo("a/b/humpback/center/leader");
        assertThat(path.state(KeyValueStore.HEAD)).isEqualTo("a/b/humpback/center/state/head");
        assertThat(ClusterPath.of("", "/c").nodes()).isEqualTo("c/nodes/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a b", "a/../b", "ü", "a\nb"})
    void refusesAClusterThatCannotBeAPath(String name) {
        assertThatThrownBy(() -> ClusterPath.of("", name)).isInstanceOf(BackendException.class);
    }

    @Test
    void hasNoPasswordInItsText() {
        BackendUri uri = BackendUri.parse("etcd://h?password=s3cret&token=s3cret");

        assertThat(BackendOptions.of(uri, Set.of("password", "token")).toString())
                .doesNotContain("s3cret");
        assertThat(List.of(uri).toString()).doesNotContain("s3cret");
    }
}
