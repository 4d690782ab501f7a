package io.humpback.discovery.embedded;

import io.humpback.core.spi.LeaderElection;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.LeaderElectionContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class StandbyElectionTest extends LeaderElectionContract {
    @TempDir
    Path directory;

    private record Center(StandbyBackend backend, LeaderElection election) implements Candidate {
        @Override
        public void kill() {
            backend.close();
        }
    }

    @Override
    protected Candidate open(String address, Duration ttl) {
        BackendSettings settings = new BackendSettings("test", new ConfiguredNodeDirectory(List.of()), clock);
        StandbyBackend backend = StandbyBackend.open(directory, settings, SqliteOptions.DEFAULT);
        return new Center(backend, backend.election(address));
    }
}
