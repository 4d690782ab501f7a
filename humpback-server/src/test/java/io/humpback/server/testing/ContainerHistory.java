package io.humpback.server.testing;

import io.humpback.core.spi.Subscription;
import io.humpback.server.docker.DockerEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What engines have told of their containers since it was opened, and perhaps of the second before: it shows what the
 * end state does not, a container that came and went. It follows an engine until its daemon ends. Not safe for use by
 * several threads.
 */
public final class ContainerHistory implements AutoCloseable {
    private final List<RecordingListener> listeners = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private ContainerHistory() {}

    /** Begins to follow {@code engines} and returns when all of them tell what happens. */
    public static ContainerHistory of(Collection<RealEngine> engines) {
        ContainerHistory history = new ContainerHistory();
        engines.forEach(history::follow);
        history.listeners.forEach(RecordingListener::awaitOpen);
        return history;
    }

    private void follow(RealEngine real) {
        RecordingListener listener = new RecordingListener();
        DockerEngine engine = real.connect();
        Subscription subscription = engine.subscribe(listener);
        listeners.add(listener);
        open.add(() -> {
            subscription.close();
            engine.close();
        });
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
        for (RecordingListener listener : listeners) {
            for (String call : listener.calls()) {
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
