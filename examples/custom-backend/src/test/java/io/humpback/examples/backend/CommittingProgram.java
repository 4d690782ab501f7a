package io.humpback.examples.backend;

import io.humpback.core.Document;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.Write;
import io.humpback.discovery.Backend;
import io.humpback.discovery.TestingDocuments;
import java.nio.file.Path;
import java.util.List;

/** Commits for ever, and says after each commit which it was. */
final class CommittingProgram {
    private CommittingProgram() {}

    /** Returns what is stored after the commit {@code sequence}. */
    static List<Document> documents(long sequence) {
        return List.of(TestingDocuments.small("a", "v" + sequence), TestingDocuments.small("b", "v" + sequence));
    }

    public static void main(String[] args) {
        try (Backend backend = Clusters.open(Path.of(args[0]))) {
            StateStore store = backend.stateStore();
            for (Head head = store.head(); ; ) {
                Head next = head.next("commit");
                List<Write> writes =
                        documents(next.sequence()).stream().map(Write::put).toList();
                store.commit(new Commit(head, next, writes));
                System.out.println(next.sequence());
                head = next;
            }
        }
    }
}
