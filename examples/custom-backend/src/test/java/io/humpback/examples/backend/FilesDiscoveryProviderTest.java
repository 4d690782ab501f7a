package io.humpback.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.discovery.BackendException;
import io.humpback.discovery.Discovery;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesDiscoveryProviderTest {
    @TempDir
    private Path directory;

    @Test
    void isFoundBesideTheOthers() {
        assertThat(Discovery.schemes()).containsExactly("consul", "embedded", "etcd", "files", "zk");
    }

    @Test
    void makesNoDirectoryWhereOneIsMissing() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> Clusters.open(missing))
                .isInstanceOf(BackendException.class)
                .hasMessage("shared directory cannot be used: reason=there is no " + missing
                        + ". Maybe it is not mounted, or belongs to another user");
        assertThat(missing).doesNotExist();
    }

    @Test
    void refusesAnOptionThatItDoesNotHave() {
        assertThatThrownBy(() -> Clusters.open(Path.of(directory + "?token=x")))
                .isInstanceOf(BackendException.class)
                .hasMessage("backend option is unknown: scheme=files, option=token (expected: ttl)");
    }
}
