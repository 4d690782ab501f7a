package io.humpback.discovery.embedded;

import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.Write;
import io.humpback.discovery.TestingDocuments;
import java.nio.file.Path;

/** Commits until it is killed, and says which commits it was told are done. Run in a process of its own. */
final class CommittingProgram {
    private CommittingProgram() {}

    public static void main(String[] args) {
        try (EmbeddedBackend backend = Backends.open(Path.of(args[0]))) {
            StateStore store = backend.stateStore();
            while (!System.out.checkError()) {
                long sequence = store.head().sequence() + 1;
                Backends.commit(
                        store,
                        Write.put(TestingDocuments.small("n1", "v" + sequence)),
                        Write.put(TestingDocuments.small("n2", "v" + sequence)));
                System.out.println(sequence);
            }
        }
    }
}
