package io.humpback.server.testing;

import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.Subscription;
import io.humpback.server.docker.DockerEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What engines have told of their containers since it was opened: it shows what the end state does not, a container that
 * came and went. It follows an engine until its daemon ends. Not safe for use by several threads.
 *
 * <p>An engine that is asked for its events repeats those of the second before. So a container of our own comes and goes
 * on each engine first, and what was told before it went does not count.
 */
public final class ContainerHistory implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MARK = "history-begins";

    private final List<Story> stories = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private ContainerHistory() {}

    /** What one engine tells, of which the first {@code before} things happened before. */
    private record Story(RecordingListener listener, int before) {
        List<String> calls() {
            List<String> calls = listener.calls();
            return calls.subList(before, calls.size());
        }
    }

    /** Begins to follow {@code engines} and returns when all of them tell what happens. */
    public static ContainerHistory of(Collection<RealEngine> engines) {
        ContainerHistory history = new ContainerHistory();
        engines.forEach(history::follow);
        return history;
    }

    private void follow(RealEngine real) {
        RecordingListener listener = new RecordingListener();
        DockerEngine engine = real.connect();
        Subscription subscription = engine.subscribe(listener);
        open.add(() -> {
            subscription.close();
            engine.close();
        });
        listener.awaitOpen();
        stories.add(new Story(listener, mark(engine, listener)));
    }

    /** Lets a container come and go, and returns how many things were told until it was gone. */
    private static int mark(DockerEngine engine, RecordingListener listener) {
        ContainerRequest request = new ContainerRequest(
                MARK, ForeignContainer.spec(TestImages.NOOP).build(), Map.of());
        String id = engine.create(request, LIMIT);
        engine.remove(id, LIMIT);
        await("the mark told").atMost(LIMIT).until(() -> listener.calls().contains(id + " destroy"));
        return listener.calls().indexOf(id + " destroy") + 1;
    }

    /** Returns the ids of the containers that were made, but for those of {@code known}. */
    public Set<String> created(Instances known) {
        Set<String> created = told("create");
        created.removeAll(known.ids());
        return created;
    }

    /** Returns the ids of the containers that were removed. */
    public Set<String> removed() {
        return told("destroy");
    }

    /** Returns the ids of the containers whose process has ended. */
    public Set<String> ended() {
        return told("die");
    }

    private Set<String> told(String action) {
        Set<String> ids = new TreeSet<>();
        for (Story story : stories) {
            for (String call : story.calls()) {
                if (call.endsWith(" " + action)) {
                    ids.add(call.substring(0, call.indexOf(' ')));
                }
            }
        }
        return ids;
    }

    @Override
    public void close() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("history does not end", e);
            }
        }
    }
}
