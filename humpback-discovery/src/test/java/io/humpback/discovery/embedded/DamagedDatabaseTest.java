package io.humpback.discovery.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.HumpbackException;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.TestingDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C10: whatever happens to the files, what is loaded is a state that was once committed, or the start is refused in
 * clear words; it is never silently empty.
 */
class DamagedDatabaseTest {
    private static final String DATABASE = "humpback.db";
    private static final String LOG = "humpback.db-wal";
    private static final String LOCK = "lock";
    private static final MetaId META = MetaId.of("m1");

    /** The state and the events at one moment. */
    private record Moment(StoredState state, List<MetaEvent> events) {}

    /** The files at one moment. */
    private static final class Copy {
        private final byte[] database;
        private final byte[] log;
        private final byte[] lock;

        Copy(byte[] database, byte[] log, byte[] lock) {
            this.database = database;
            this.log = log;
            this.lock = lock;
        }

        Copy withDatabase(byte[] other) {
            return new Copy(other, log, lock);
        }

        Copy withLog(byte[] other) {
            return new Copy(database, other, lock);
        }
    }

    @TempDir
    Path root;

    private final Map<Head, Moment> committed = new HashMap<>();
    private final List<Copy> copies = new ArrayList<>();
    private final TreeMap<String, Integer> outcomes = new TreeMap<>();
    private int opened;

    @BeforeEach
    void commitAndCopy() throws IOException {
        commitAndCopy(root.resolve("origin"), DamagedDatabaseTest::writes);
    }

    private void commitAndCopy(Path origin, IntFunction<Write[]> writes) throws IOException {
        committed.clear();
        copies.clear();
        try (EmbeddedBackend backend = Backends.open(origin, SqliteOptions.DEFAULT.withCheckpointPages(25))) {
            StateStore store = backend.stateStore();
            for (int i = 1; i <= 40; i++) {
                Head head = Backends.commit(store, writes.apply(i));
                committed.put(head, moment(store));
                if (i > 20) {
                    copies.add(copy(origin));
                }
            }
        }
    }

    /** Writes one of ten rows in turn, all of one length: once they are there, no row ever moves. */
    private static Write[] writesInPlace(int i) {
        return new Write[] {Write.put(TestingDocuments.small("n" + i % 10, "x".repeat(2_000) + (100 + i)))};
    }

    private static Write[] writes(int i) {
        List<Write> writes = new ArrayList<>();
        writes.add(Write.put(TestingDocuments.small("n" + i % 7, "content " + i)));
        writes.add(Write.put(TestingDocuments.operation("op-" + i % 3, i % 5)));
        writes.add(Write.put(TestingDocuments.event(META, i, 1)));
        if (i > 10) {
            writes.add(Write.delete(MetaEvent.key(META, i - 10)));
        }
        return writes.toArray(new Write[0]);
    }

    private static Moment moment(StateStore store) {
        return new Moment(store.load(), store.events(META, 0, 1_000));
    }

    private static Copy copy(Path directory) throws IOException {
        return new Copy(
                Files.readAllBytes(directory.resolve(DATABASE)),
                Files.readAllBytes(directory.resolve(LOG)),
                Files.readAllBytes(directory.resolve(LOCK)));
    }

    private Copy last() {
        return copies.get(copies.size() - 1);
    }

    /** Opens a directory with these files, and checks and counts what comes of it. */
    private void open(Copy files, String what) throws IOException {
        Path directory = Files.createDirectory(root.resolve("d" + opened++));
        Files.write(directory.resolve(DATABASE), files.database);
        Files.write(directory.resolve(LOG), files.log);
        Files.write(directory.resolve(LOCK), files.lock);
        String outcome;
        try (EmbeddedBackend backend = Backends.open(directory)) {
            Moment found = moment(backend.stateStore());
            assertThat(found).as(what).isEqualTo(committed.get(found.state().head()));
            outcome = "state of " + found.state().head().sequence();
        } catch (HumpbackException e) {
            assertThat(e).as(what).isNotInstanceOf(KeyValueException.class).hasMessageContaining(DATABASE);
            outcome = "refused";
        }
        outcomes.merge(outcome, 1, Integer::sum);
    }

    @Test
    void findsTheLastStateInUndamagedCopies() throws IOException {
        for (int i = 0; i < copies.size(); i++) {
            open(copies.get(i), "copy " + i);
        }

        assertThat(outcomes).hasSize(copies.size()).doesNotContainKey("refused");
    }

    @Test
    void standsADatabaseCutAnywhere() throws IOException {
        byte[] whole = last().database;
        for (int length = 0; length < whole.length; length += length < 1024 ? 97 : 2039) {
            open(last().withDatabase(Arrays.copyOf(whole, length)), "database cut at " + length);
        }

        assertThat(outcomes).containsKey("refused");
    }

    @Test
    void standsALogCutAnywhere() throws IOException {
        for (Copy files : copies) { // how many commits a log holds depends on the size of the documents
            for (int length = 0; length < files.log.length; length += 2459 * 4) {
                open(files.withLog(Arrays.copyOf(files.log, length)), "log cut at " + length);
            }
        }

        assertThat(outcomes).hasSizeGreaterThan(3);
    }

    @Test
    void standsChangedBytesInTheDatabase() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 160; i++) {
            byte[] changed = last().database.clone();
            int at = i < 60 ? i : random.nextInt(changed.length);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            open(last().withDatabase(changed), "bit of byte " + at + " of the database changed");
        }

        assertThat(outcomes).containsKeys("refused", "state of 40");
    }

    @Test
    void standsChangedBytesInTheLog() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 100; i++) {
            byte[] changed = last().log.clone();
            int at = i < 40 ? i : random.nextInt(changed.length);
            changed[at] ^= (byte) (1 + random.nextInt(255));
            open(last().withLog(changed), "byte " + at + " of the log changed");
        }

        assertThat(outcomes).hasSizeGreaterThan(1);
    }

    @Test
    void standsPagesOfZeros() throws IOException {
        byte[] whole = last().database;
        for (int at = 0; at < whole.length; at += 4096) {
            byte[] changed = whole.clone();
            Arrays.fill(changed, at, Math.min(at + 4096, changed.length), (byte) 0);
            open(last().withDatabase(changed), "zeros at " + at);
        }

        assertThat(outcomes).containsKey("refused");
    }

    @Test
    void standsFilesOfDifferentMoments() throws IOException {
        for (int i = 0; i < copies.size(); i += 4) {
            for (int j = 0; j < copies.size(); j++) {
                open(copies.get(i).withLog(copies.get(j).log), "database of copy " + i + ", log of copy " + j);
            }
        }

        assertThat(outcomes).containsKey("refused").hasSizeGreaterThan(5);
    }

    @Test
    void standsAMixtureThatNoStructureBetrays() throws IOException {
        commitAndCopy(root.resolve("in place"), DamagedDatabaseTest::writesInPlace);
        for (int i = 0; i < copies.size(); i += 4) {
            for (Copy other : copies) {
                open(copies.get(i).withLog(other.log), "database of copy " + i + ", log of another");
            }
        }

        assertThat(outcomes).containsKey("refused").hasSizeGreaterThan(5);
    }

    @Test
    void standsTheLossOfTheLog() throws IOException {
        for (int i = 0; i < copies.size(); i++) {
            open(copies.get(i).withLog(new byte[0]), "copy " + i + " without log");
        }

        assertThat(outcomes).hasSizeGreaterThan(1);
    }

    @Test
    void keepsTheFirstCommitEvenWithoutItsLog(@TempDir Path other) throws IOException {
        Path origin = other.resolve("origin");
        try (EmbeddedBackend backend = Backends.open(origin)) {
            StateStore store = backend.stateStore();
            committed.put(Backends.commit(store, writes(1)), moment(store));
            open(copy(origin).withLog(new byte[0]), "after the first commit");
        }

        assertThat(outcomes).containsOnlyKeys("state of 1");
    }
}
