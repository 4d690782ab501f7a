package io.humpback.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.LeaderElection;
import io.humpback.discovery.LeasedElectionContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesElectionTest extends LeasedElectionContract {
    @TempDir
    private Path directory;

    private Path shared;
    private final List<FilesElection> opened = new ArrayList<>();

    private record Center(FilesElection election, Mount mount) implements Candidate {
        @Override
        public void cutOff() {
            mount.lose();
        }

        @Override
        public void kill() {
            mount.lose();
        }
    }

    @BeforeEach
    void makeShared() throws IOException {
        shared = Files.createDirectory(directory.resolve("shared"));
    }

    @AfterEach
    void closeAll() {
        opened.forEach(LeaderElection::close);
    }

    @Override
    protected Candidate open(String address, Duration ttl) {
        Mount mount = Mount.of(shared, directory.resolve("mount-" + opened.size()));
        FilesElection election = FilesElection.enter(new SharedDirectory(mount.path(), "test"), address, ttl, clock);
        opened.add(election);
        return new Center(election, mount);
    }

    @Test
    void takesTheLeadOfOneThatHasDied() throws IOException {
        Path file = Files.createDirectory(shared.resolve("test")).resolve("leader");
        new LeaderFile("http://dead:1", "dead", 7, 1).write(file.getParent());

        Candidate only = candidate("http://center-1:8589", LIMIT);

        awaitLead(only);
        assertThat(Files.readString(file)).contains("http://center-1:8589");
    }

    @Test
    void leadsAgainWhenTheDirectoryIsBack() {
        Candidate only = candidate("http://center-1:8589", shortTtl());
        awaitLead(only);
        Mount mount = ((Center) only).mount();

        mount.lose();
        within(LIMIT).until(() -> !only.election().leadership().leader());
        mount.restore();

        awaitLead(only);
    }
}
