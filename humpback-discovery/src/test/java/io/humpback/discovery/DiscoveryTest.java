package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.Head;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryTest {
    private static final BackendSettings SETTINGS = new BackendSettings(
            "test", new ConfiguredNodeDirectory(List.of()), InstantSource.fixed(TestingDocuments.NOW));

    @TempDir
    Path directory;

    @Test
    void opensTheEmbeddedBackendInADirectoryThatDoesNotExist() {
        Path data = directory.resolve("with a space").resolve("data");

        try (Backend backend = Discovery.open("embedded:" + data, SETTINGS)) {
            assertThat(backend.stateStore().head()).isEqualTo(Head.NONE);
            assertThat(data.resolve("humpback.db")).isRegularFile();
        }
    }

    @Test
    void knowsItsSchemes() {
        assertThat(Discovery.schemes())
                .contains("consul", "embedded", "etcd", "zk")
                .isSorted();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foo://u:secret@h/   | unknown backend: scheme=foo (expected: SCHEMES)",
                "foo:bar             | unknown backend: scheme=foo (expected: SCHEMES)",
                "./data              | backend has no scheme (expected: for example embedded:./humpback-data)",
                "''                  | backend has no scheme (expected: for example embedded:./humpback-data)",
                "embedded:           | embedded backend has no directory (expected: embedded:DIR)",
                "embedded:x?fast=1   | embedded backend has no such option: option=fast (expected: standby)",
                "embedded:x?standby=1 | backend option is malformed: option=standby (expected: true, false)",
                "embedded:x?fast     | backend option has no name or no value: scheme=embedded",
                "embedded:x?a=1&a=2  | backend option is given twice: scheme=embedded, option=a",
                "embedded:x?a=%zz    | backend option is not percent-encoded: option=a"
            })
    void refusesWhatItDoesNotUnderstandInOneLine(String uri, String message) {
        assertThatThrownBy(() -> Discovery.open(uri, SETTINGS))
                .isInstanceOf(BackendException.class)
                .hasMessage(message.replace("SCHEMES", String.join(", ", Discovery.schemes())));
    }

    @Test
    void tellsAnAgentToJoinTheCenterWhereTheBackendIsTheCentersOwn() {
        assertThatThrownBy(() -> Discovery.announcements(
                        "embedded:x", new AnnouncementSettings("test", java.time.Duration.ofSeconds(30))))
                .isInstanceOf(BackendException.class)
                .hasMessage("agents cannot announce themselves in this backend: scheme=embedded"
                        + " (expected: the agent joins its center, --join http://CENTER:8589)");
    }

    @Test
    void takesAUriApart() {
        assertThat(BackendUri.parse("ETCD://h1:2379,h2:2379/prefix?user=a+b%26&tls=true"))
                .isEqualTo(new BackendUri("etcd", "//h1:2379,h2:2379/prefix", Map.of("user", "a+b&", "tls", "true")));
    }

    @Test
    void showsNoSecretOfAUri() {
        assertThat(BackendUri.parse("zk://user:s3cret@h1/x?token=s3cret")).hasToString("zk:…?token");
    }
}
