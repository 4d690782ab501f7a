package io.humpback.scheduler.supervisor;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.Platform;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineConnector;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The nodes of a supervisor, with the engine of each. Safe for use by several threads. */
final class Places implements EngineConnector {
    private static final String SCHEME = "workloads://";

    private final InMemoryNodeDirectory directory = new InMemoryNodeDirectory();
    private final Map<NodeId, WorkloadsEngine> engines = new ConcurrentHashMap<>();
    private final Executor executor;
    private final InstantSource clock;
    private final AtomicLong added = new AtomicLong();

    Places(Executor executor, InstantSource clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /** Returns what is known of a node of which nothing was said. */
    static NodeFacts processorsOnly() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new NodeFacts("", "", processors, 0, new Platform("", ""), "", "", "", "", Map.of());
    }

    InMemoryNodeDirectory directory() {
        return directory;
    }

    /** The endpoint is another one each time, so that a node which takes another's place is connected anew. */
    void add(String name, NodeFacts facts, Workloads workloads) {
        NodeId id = NodeId.of(name);
        Node node = new Node(id, name, name, SCHEME + name + "/" + added.incrementAndGet(), facts, "");
        WorkloadsEngine before = engines.put(id, new WorkloadsEngine(node, workloads, executor, clock));
        if (before != null) {
            before.close();
        }
        directory.put(node);
    }

    void remove(NodeId id) {
        WorkloadsEngine engine = engines.remove(id);
        directory.remove(id);
        if (engine != null) {
            engine.close();
        }
    }

    void changed(NodeId id) {
        WorkloadsEngine engine = engines.get(id);
        if (engine != null) {
            engine.changed();
        }
    }

    /** A node that was taken away before anybody connected to it gets an engine that cannot be reached. */
    @Override
    public ContainerEngine connect(Node node) {
        WorkloadsEngine engine = engines.get(node.id());
        return engine == null ? gone(node) : engine;
    }

    private WorkloadsEngine gone(Node node) {
        WorkloadsEngine engine = new WorkloadsEngine(node, new Nowhere(), executor, clock);
        engine.close();
        return engine;
    }

    void close() {
        directory.close();
        engines.values().forEach(WorkloadsEngine::close);
    }

    /** What is left of a node that was taken away. */
    private static final class Nowhere implements Workloads {
        @Override
        public List<String> list() {
            return List.of();
        }

        @Override
        public void start(Workload workload) {}

        @Override
        public void stop(String id) {}
    }
}
