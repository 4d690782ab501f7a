package io.humpback.discovery.embedded;

import io.humpback.discovery.Backend;
import io.humpback.discovery.StateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStateStoreTest extends StateStoreContract {
    @TempDir
    Path directory;

    @Override
    protected Backend open() {
        return Backends.open(directory);
    }
}
