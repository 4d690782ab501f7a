package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.Hook;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineConnector;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.testing.TestingClock;
import io.humpback.scheduler.testing.TestingEngine;
import io.humpback.scheduler.testing.TestingNodeDirectory;
import io.humpback.scheduler.testing.TestingStateStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A control loop on engines in memory, whose calls run when the test says so. One thread does everything. */
final class LoopFixture {
    /** What leaves is gone at once: tests of the remove delay ask for one. */
    static final LoopSettings SETTINGS = LoopSettings.DEFAULT.withRemoveDelay(Duration.ZERO);

    final TestingClock clock = new TestingClock();
    final TestingStateStore store = new TestingStateStore();
    final Map<String, TestingEngine> engines = new TreeMap<>();
    final List<String> quarantined = new ArrayList<>();
    final List<String> pending = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<String> unstable = new ArrayList<>();
    final List<GroupGuard> guards = new ArrayList<>();
    final TestingNodeDirectory directory;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Runnable> parked = new ArrayList<>();
    private final Set<String> hanging = new HashSet<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final LoopSettings settings;
    ControlLoop loop;

    /** How a node's engine is found; a test may put something else in its place. */
    EngineConnector connector =
            node -> watched(node.id().value(), engines.get(node.id().value()));

    /** Which configurations may be committed. */
    SpecPolicy policy = SpecPolicy.ANY;

    /** Told the name of each call to an engine before it is made. */
    Consumer<String> beforeCall = name -> {};

    LoopFixture(String... nodes) {
        this(SETTINGS, false, nodes);
    }

    LoopFixture(LoopSettings settings, String... nodes) {
        this(settings, false, nodes);
    }

    /** Returns a fixture whose nodes announce themselves. */
    static LoopFixture leased(String... nodes) {
        return new LoopFixture(SETTINGS, true, nodes);
    }

    /** Returns a fixture whose nodes announce themselves, or, if not {@code leased}, are named by configuration. */
    static LoopFixture of(LoopSettings settings, boolean leased, String... nodes) {
        return new LoopFixture(settings, leased, nodes);
    }

    private LoopFixture(LoopSettings settings, boolean leased, String... nodes) {
        this.settings = settings;
        List<Node> announced = new ArrayList<>();
        for (String name : nodes) {
            engines.put(name, new TestingEngine(name));
            announced.add(node(name));
        }
        directory = new TestingNodeDirectory(announced, leased);
        loop = newLoop();
        loop.start(directory, () -> {}, clock.instant());
        settle();
    }

    static Node node(String name) {
        return new Node(
                NodeId.of(name),
                name,
                "10.0.0." + name.charAt(name.length() - 1),
                "mem://" + name,
                NodeFacts.UNKNOWN,
                "");
    }

    private ControlLoop newLoop() {
        LoopListener listener = new LoopListener() {
            @Override
            public void quarantined(String description) {
                quarantined.add(description);
            }

            @Override
            public void nodeAlarm(Node node, String reason) {
                alarms.add(node.id() + ": " + reason);
            }

            @Override
            public void nodeRefused(Node node, String reason) {
                refused.add(node.id() + ": " + reason);
            }

            @Override
            public void nodeUnstable(Node node, boolean isUnstable) {
                unstable.add(node.id() + ": " + isUnstable);
            }

            @Override
            public void guardChanged(GroupGuard guard) {
                guards.add(guard);
            }

            @Override
            public void pending(String containerName, String reason) {
                pending.add(containerName + ": " + reason);
            }

            @Override
            public void roundFailed(RuntimeException failure) {
                throw new AssertionError("round failed", failure);
            }
        };
        LoopParts parts = new LoopParts(
                store,
                node -> connector.connect(node),
                Scheduler.builder().build(),
                settings,
                listener,
                tasks::add,
                () -> "id-" + ids.incrementAndGet(),
                () -> true,
                true);
        return new ControlLoop(parts.withPolicy(spec -> policy.refusal(spec)));
    }

    /** Makes every call to a node's engine hang, as long as the test wants; what else is to be done goes on. */
    void hang(String node) {
        hanging.add(node);
    }

    /** Lets the calls go on that hang. */
    void unhang(String node) {
        hanging.remove(node);
        tasks.addAll(parked);
        parked.clear();
    }

    /** A call that does not come back. The loop does not catch it, so its task can be parked and run again. */
    private static final class HangingCall extends Error {
        private static final long serialVersionUID = 1L;
    }

    private ContainerEngine watched(String name, ContainerEngine engine) {
        return (ContainerEngine) Proxy.newProxyInstance(
                ContainerEngine.class.getClassLoader(),
                new Class<?>[] {ContainerEngine.class},
                (self, method, args) -> {
                    beforeCall.accept(method.getName());
                    if (hanging.contains(name)) {
                        throw new HangingCall();
                    }
                    try {
                        return method.invoke(engine, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Another center takes over: the old one's calls that were not sent yet are lost, as after a SIGKILL. */
    void failOver() {
        takeOver();
        settle();
    }

    /** As {@link #failOver}, but the new center has not done anything yet. */
    void takeOver() {
        tasks.clear();
        loop = newLoop();
        loop.start(directory, () -> {}, clock.instant());
    }

    /** Steps, without running any call. */
    void step() {
        loop.step(clock.instant());
    }

    /** Runs one waiting call; returns false if there is none. */
    boolean runOneCall() {
        Runnable task = tasks.poll();
        if (task != null) {
            try {
                task.run();
            } catch (HangingCall e) {
                parked.add(task);
            }
        }
        return task != null;
    }

    /** Returns whether no call waits. */
    boolean isIdle() {
        return tasks.isEmpty();
    }

    /** Steps and runs calls until nothing follows at this moment. */
    void settle() {
        step();
        for (int i = 0; i < 10_000 && runOneCall(); i++) {
            if (tasks.isEmpty()) {
                step();
            }
        }
        step();
    }

    /** Announces exactly these nodes. */
    void announce(String... nodes) {
        directory.show(java.util.Arrays.stream(nodes).map(LoopFixture::node).toList());
        settle();
    }

    /** Returns what is shown of a node. */
    ClusterView.NodeView shown(String node) {
        return loop.view().nodes().stream()
                .filter(view -> view.node().id().value().equals(node))
                .findFirst()
                .orElseThrow();
    }

    /** Returns what the storm guard has settled for the group of every node. */
    GroupGuard.Mode guard() {
        return loop.view().guards().stream()
                .filter(guard -> guard.group().equals(Group.DEFAULT))
                .map(GroupGuard::mode)
                .findFirst()
                .orElse(GroupGuard.Mode.OPEN);
    }

    /** Lets time pass second by second, settling each time. */
    void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            settle();
        }
    }

    CompletableFuture<OperationResult> submit(Command command) {
        CompletableFuture<OperationResult> future = loop.submit(command);
        settle();
        return future;
    }

    /** Hands over a command and lets time pass until its operation has closed. */
    OperationResult run(Command command) {
        CompletableFuture<OperationResult> future = submit(command);
        for (int second = 0; second < 400 && !future.isDone(); second++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(future).as("outcome of " + command).isDone();
        return future.join();
    }

    static ContainerSpec spec(String name, String image) {
        return ContainerSpec.builder(name, image).build();
    }

    static Command.CreateMeta create(int instances, ContainerSpec spec) {
        return new Command.CreateMeta(
                Group.DEFAULT,
                instances,
                spec,
                Placement.ANYWHERE,
                List.of(new Hook("http://127.0.0.1/hook", "")),
                MetaOptions.DEFAULT);
    }

    /** Creates a meta and returns its id. */
    MetaId created(int instances, String image) {
        return run(create(instances, spec("web", image))).meta().id();
    }

    static Command.UpdateMeta scale(MetaId meta, int instances) {
        return new Command.UpdateMeta(meta, instances, null, null, null);
    }

    /** Returns the names of the containers of each engine. */
    Map<String, List<String>> names() {
        Map<String, List<String>> names = new TreeMap<>();
        engines.forEach((name, engine) -> names.put(
                name,
                engine.containers().stream()
                        .map(ObservedContainer::name)
                        .sorted()
                        .toList()));
        return names;
    }

    /** Returns the names of all containers on all engines, in order. */
    List<String> allNames() {
        return names().values().stream().flatMap(List::stream).sorted().toList();
    }

    List<Integer> counts() {
        return names().values().stream().map(List::size).toList();
    }

    List<Cause> causes() {
        return store.allEvents().stream().map(event -> event.cause()).toList();
    }
}
