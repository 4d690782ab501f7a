package io.humpback.examples.backend;

import io.humpback.discovery.Backend;
import io.humpback.discovery.StateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FilesStateStoreTest extends StateStoreContract {
    @TempDir
    private Path shared;

    @Override
    protected Backend open() {
        return Clusters.open(shared);
    }
}
