package io.humpback.server;

import io.humpback.core.Assignment;
import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.ErrorCode;
import io.humpback.core.Fence;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Subscription;
import io.humpback.core.spi.Write;
import io.humpback.discovery.Backend;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.StateMoveException;
import io.humpback.scheduler.recovery.ListedNode;
import io.humpback.scheduler.recovery.RecoveredMeta;
import io.humpback.scheduler.recovery.Recovery;
import io.humpback.scheduler.recovery.StateRecovery;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.AgentEngine;
import io.humpback.server.docker.DockerConnector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lists the containers of all nodes that are configured, announced or join within a time, and gets the state to know what
 * they tell. Asks nodes for nothing but lists. Not safe for use by several threads.
 */
public final class StateRestoration {
    private static final Duration LIST_LIMIT = Duration.ofSeconds(30);

    private final CenterConfig config;
    private final RestorationSettings settings;
    private final Backend backend;
    private final StateStore store;
    private final JoinedNodeDirectory joined;
    private final InstantSource clock;
    private volatile List<Node> announced = List.of();

    /**
     * What was found.
     *
     * @param nodes those that were listed
     * @param silent why others were not, by their names
     */
    public record Findings(List<ListedNode> nodes, SortedMap<String, String> silent) {}

    StateRestoration(
            CenterConfig config,
            RestorationSettings settings,
            Backend backend,
            StateStore store,
            JoinedNodeDirectory joined,
            InstantSource clock) {
        this.config = config;
        this.settings = settings;
        this.backend = backend;
        this.store = store;
        this.joined = joined;
        this.clock = clock;
    }

    /** Waits for nodes and lists them. */
    public Findings find() {
        AgentAccess.Tls tls = CenterSetup.clusterTls(config.clusterTls());
        try (JoinDoor door = JoinDoor.open(config, tls, joined, clock)) {
            AgentAccess access = AgentAccess.withToken(door.token()).withTls(tls);
            return list(nodes(), access);
        }
    }

    private List<Node> nodes() {
        Semaphore news = new Semaphore(0);
        Instant end = clock.instant().plus(settings.patience());
        Subscription watch = backend.directory().watch(view -> {
            announced = view.nodes();
            news.release();
        });
        try {
            while (!isEnough(announced.size()) && clock.instant().isBefore(end)) {
                var unused =
                        news.tryAcquire(Duration.between(clock.instant(), end).toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.close();
        }
        return announced;
    }

    private boolean isEnough(int found) {
        return settings.nodes() > 0 && found >= settings.nodes();
    }

    private Findings list(List<Node> nodes, AgentAccess access) {
        ExecutorService calls = CallThreads.create();
        Fence nobody = new Fence("none", 0); // no change is ever asked for
        try (NodeConnector connector = new NodeConnector(
                new DockerConnector(settings.docker()), new AgentConnector(access, () -> nobody), engine -> engine)) {
            SortedMap<String, CompletableFuture<ListedNode>> lists = new TreeMap<>();
            nodes.forEach(node ->
                    lists.put(nameOf(node), CompletableFuture.supplyAsync(() -> list(connector, node), calls)));
            List<ListedNode> listed = new ArrayList<>();
            SortedMap<String, String> silent = new TreeMap<>();
            lists.forEach((name, list) -> {
                try {
                    listed.add(list.join());
                } catch (CompletionException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    silent.put(name, String.valueOf(cause.getMessage()));
                }
            });
            return new Findings(listed, silent);
        } finally {
            calls.shutdownNow();
        }
    }

    private static String nameOf(Node node) {
        return node.name().isEmpty() ? node.id().value() : node.name();
    }

    private static ListedNode list(NodeConnector connector, Node node) {
        try (ContainerEngine engine = connector.connect(node)) {
            Fence obeys = engine instanceof AgentEngine agent
                    ? agent.obeys(LIST_LIMIT).orElse(null)
                    : null;
            return new ListedNode(named(node, engine), engine.list(LIST_LIMIT), obeys);
        }
    }

    /** A configured node has no name of its own before it was asked. */
    private static Node named(Node node, ContainerEngine engine) {
        if (!node.name().isEmpty()) {
            return node;
        }
        String name = engine.info(LIST_LIMIT).hostName();
        return new Node(
                node.id(),
                name,
                node.address(),
                node.endpoint(),
                node.facts(),
                node.appVersion(),
                node.agentProtocol());
    }

    /** Returns a line for each node that something is assigned to and that was neither found nor silent. */
    public List<String> missing(Findings findings) {
        Set<NodeId> listed = new HashSet<>();
        findings.nodes().forEach(node -> listed.add(node.node().id()));
        return store.load().documents().stream()
                .filter(MetaAssignments.class::isInstance)
                .flatMap(document -> ((MetaAssignments) document).assignments().stream())
                .map(Assignment::node)
                .filter(node -> !listed.contains(node))
                .distinct()
                .map(node -> "node " + node.value() + " is not there, and the state assigns something to it")
                .toList();
    }

    /** Plans what the state has to get to know; changes nothing. */
    public Recovery plan(Findings findings) {
        List<Document> committed = store.load().documents();
        return StateRecovery.plan(committed, findings.nodes(), cluster(committed, findings), clock.instant());
    }

    private String cluster(List<Document> committed, Findings findings) {
        SortedMap<String, Integer> found = StateRecovery.clusters(findings.nodes());
        String known = committed.stream()
                .filter(ClusterInfo.class::isInstance)
                .map(document -> ((ClusterInfo) document).clusterId())
                .findFirst()
                .orElse("");
        boolean fresh = committed.stream().noneMatch(document -> document instanceof Meta);
        String wanted = settings.cluster();
        if (!wanted.isEmpty() && !known.isEmpty() && !fresh && !wanted.equals(known)) {
            throw refused("the state is that of cluster " + known + ", which has metas (expected: " + wanted
                    + "); choose another cluster name or backend");
        }
        if (!wanted.isEmpty() || found.containsKey(known) || (found.isEmpty() && !known.isEmpty())) {
            return wanted.isEmpty() ? known : wanted;
        }
        if (found.size() == 1 && (fresh || known.isEmpty())) {
            return found.firstKey();
        }
        throw refused(
                found.isEmpty()
                        ? "no container on any node has our labels; nothing can be recovered"
                        : "containers of several clusters: " + found + " (expected: one; name it by --cluster)");
    }

    private static StateMoveException refused(String message) {
        return new StateMoveException(ErrorCode.CONFIGURATION, message, null);
    }

    /**
     * Commits it, each meta as a whole: who is interrupted begins again and goes on. The lead must have been taken. Throws
     * {@link StateMoveException} if somebody else commits meanwhile.
     */
    public void commit(Recovery recovery) {
        StoredState present = store.load();
        long floor = Math.max(settings.floor(), recovery.highestEpoch());
        List<Write> first = new ArrayList<>(List.of(Write.put(recovery.cluster())));
        Head head = commit(present.head(), present.head().takeOverAbove(floor, StateMaintenance.commitId()), first);
        List<Document> rest = new ArrayList<>(recovery.groups());
        for (Document group : rest) {
            head = commit(head, head.next(StateMaintenance.commitId()), List.of(Write.put(group)));
        }
        for (RecoveredMeta meta : recovery.metas()) {
            List<Write> writes = meta.documents().stream().map(Write::put).toList();
            head = commit(head, head.next(StateMaintenance.commitId()), writes);
        }
    }

    private Head commit(Head expected, Head next, List<Write> writes) {
        if (!store.commit(new Commit(expected, next, writes))) {
            throw new StateMoveException(
                    ErrorCode.CONFLICT,
                    "somebody else has committed meanwhile; stop all centers and begin again",
                    null);
        }
        return next;
    }
}
