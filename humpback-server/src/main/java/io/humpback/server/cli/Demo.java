package io.humpback.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.HostedContainer;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The story that {@code humpback demo} tells. Each step does something, waits until it was seen to have its effect, and
 * shows it; the first that is not seen ends the story. A further step is a further line of {@link #steps}. For one
 * thread.
 */
final class Demo {
    private static final long LOOK_MILLIS = 20;
    private static final int PAYLOAD_LINES = 9;

    private final DemoStage stage;
    private final RunningCenter center;
    private final SimulatedEngines engines;
    private final DemoReceiver receiver;
    private final Duration delay;
    private final Duration limit;
    private final InstantSource clock = InstantSource.system();
    private final DemoService service;
    private final CountDownLatch never = new CountDownLatch(1);
    private Map<Integer, HostedContainer> before = Map.of();
    private String deadNode = "";

    /** One step of the story. */
    private record Step(String title, Play play) {}

    /** What a step does. Throws {@link NotSeenException} if its effect was not seen in time. */
    @FunctionalInterface
    private interface Play {
        void play() throws IOException, InterruptedException;
    }

    /** Something that should have happened was not seen. */
    private static final class NotSeenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSeenException(String what) {
            super(what);
        }
    }

    /**
     * Creates it.
     *
     * @param delay how long the center lets a node be down before its instances move
     * @param limit how long to wait for what a step should do
     */
    Demo(
            DemoStage stage,
            RunningCenter center,
            SimulatedEngines engines,
            DemoReceiver receiver,
            Duration delay,
            Duration limit) {
        this.stage = stage;
        this.center = center;
        this.engines = engines;
        this.receiver = receiver;
        this.delay = delay;
        this.limit = limit;
        this.service = new DemoService(center, receiver.uri());
    }

    private List<Step> steps() {
        return List.of(
                new Step("Five nodes announce themselves", this::showNodes),
                new Step("Somebody asks for 6 instances of a service", this::create),
                new Step("A node dies, with all its containers", this::loseNode),
                new Step("The dead node comes back, with the containers it had", this::comeBack),
                new Step("Somebody deletes a container by hand", this::deleteContainer),
                new Step("Somebody rolls out another image", this::upgrade),
                new Step("What the webhook's receiver got meanwhile", this::showWebhooks));
    }

    /** Tells the story and returns whether every step was seen to happen. */
    boolean play() {
        long start = System.nanoTime();
        stage.say("Humpback " + RootCommand.Version.text()
                + ", on simulated engines: real center, real HTTP, no Docker.");
        int number = 0;
        for (Step step : steps()) {
            number++;
            stage.title(number + ". " + step.title);
            try {
                step.play.play();
            } catch (NotSeenException | IOException e) {
                stage.say("NOT SEEN: " + e.getMessage());
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        stage.title("All " + number + " steps were seen to happen, in "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s. Now yours: ./humpback up");
        return true;
    }

    private void showNodes() throws InterruptedException {
        await("five healthy nodes", () -> healthyNodes() == engines.all().size());
        for (NodeView node : center.view().nodes()) {
            stage.say(String.format(
                    Locale.ROOT,
                    "%s  %d CPU, %d GiB, %s",
                    node.node().name(),
                    node.node().facts().cpus(),
                    node.node().facts().memoryBytes() >> 30,
                    node.node().endpoint()));
        }
    }

    private long healthyNodes() {
        return center.view().nodes().stream()
                .filter(node -> node.state() == NodeState.HEALTHY)
                .count();
    }

    private void create() throws IOException, InterruptedException {
        JsonNode answer = service.create();
        stage.say("POST /v1/groups/collections -> "
                + answer.path("Data").path("Created").asText());
        await("6 running instances", () -> service.running().size() == DemoService.INSTANCES);
        before = service.running();
        List<List<String>> rows = head();
        for (Map.Entry<Integer, HostedContainer> entry : before.entrySet()) {
            rows.add(row(entry.getValue(), DemoReasons.ofPlacement(entry.getKey(), before)));
        }
        stage.table(rows);
    }

    private void loseNode() throws InterruptedException {
        deadNode = instance(DemoService.INSTANCES).nodeName();
        engine(deadNode).die();
        stage.say(deadNode + " is gone.");
        await("that " + deadNode + " is noticed", () -> node(deadNode).state() != NodeState.HEALTHY);
        await("that " + deadNode + " is given up", () -> node(deadNode).state() == NodeState.DOWN);
        stage.say(deadNode + " is down: " + node(deadNode).stateReason());
        countDown();
        show("a node for what ran on " + deadNode, deadNode + " died");
        await("the webhook of the migration", () -> receiver.has("MigrateMetaEvent"));
    }

    /** The center counts, from the moment that it committed; this shows it until the instances are seen elsewhere. */
    private void countDown() throws InterruptedException {
        AtomicLong shown = new AtomicLong(-1);
        await("instances of " + deadNode + " on other nodes", () -> {
            Instant since = node(deadNode).status().downSince();
            if (since != null) {
                long left = Math.max(
                        0, Duration.between(clock.instant(), since.plus(delay)).toSeconds());
                if (shown.getAndSet(left) != left) {
                    stage.tick(left > 0 ? "its instances move in " + left + " s" : "its instances move now");
                }
            }
            return isWholeWithout(deadNode);
        });
    }

    private boolean isWholeWithout(String nodeName) {
        Map<Integer, HostedContainer> now = service.running();
        return now.size() == DemoService.INSTANCES
                && now.values().stream().noneMatch(hosted -> hosted.nodeName().equals(nodeName));
    }

    private void comeBack() throws InterruptedException {
        SimulatedEngine engine = engine(deadNode);
        engine.comeBack();
        stage.say(deadNode + " has " + String.join(", ", engine.containers()) + ", which run elsewhere by now.");
        await("that " + deadNode + " is healthy again", () -> node(deadNode).state() == NodeState.HEALTHY);
        await("that the stale containers are removed", () -> engine.containers().isEmpty());
        stage.say("They were removed there: every instance runs once.");
        await("6 running instances", () -> service.running().size() == DemoService.INSTANCES);
        before = service.running();
    }

    private void deleteContainer() throws InterruptedException {
        HostedContainer victim = instance(1);
        String oldId = victim.container().id();
        long start = System.nanoTime();
        engine(victim.nodeName()).removeContainer(victim.container().name());
        stage.say("docker rm -f " + victim.container().name() + ", on " + victim.nodeName());
        await("a new container in its place", () -> {
            HostedContainer now = service.running().get(1);
            return now != null && !now.container().id().equals(oldId);
        });
        stage.say(String.format(
                Locale.ROOT,
                "Back after %.1f s.",
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0));
        show("all instances", "its container was deleted");
        await("the webhook of the recovery", () -> receiver.has("RecoveryMetaEvent"));
    }

    private void upgrade() throws IOException, InterruptedException {
        JsonNode answer = service.upgrade("2");
        stage.say("PUT /v1/groups/collections/upgrade -> "
                + answer.path("Data").path("Upgrade").asText());
        await(
                "the new image everywhere",
                () -> service.running().size() == DemoService.INSTANCES
                        && service.running().values().stream()
                                .allMatch(hosted ->
                                        hosted.container().spec().image().equals(DemoService.IMAGE + ":2")));
        show("all instances", "runs " + DemoService.IMAGE + ":2 now");
        await("the webhook of the upgrade", () -> receiver.has("UpgradeMetaEvent"));
    }

    private void showWebhooks() throws InterruptedException {
        await("the webhook of the creation", () -> receiver.has("CreateMetaEvent"));
        for (JsonNode body : receiver.received()) {
            List<String> where = new ArrayList<>();
            body.path("HookContainers")
                    .forEach(hooked -> where.add(hooked.path("Name").asText()));
            stage.say(body.path("Event").asText() + ": instances on " + String.join(", ", where));
        }
        JsonNode last = receiver.received().get(receiver.received().size() - 1);
        stage.say("The last one begins:");
        DemoReceiver.firstLines(last, PAYLOAD_LINES).forEach(line -> stage.say("  " + line));
    }

    /** Shows the table with what has changed since the last one, and why. */
    private void show(String what, String why) throws InterruptedException {
        await(what, () -> service.running().size() == DemoService.INSTANCES);
        Map<Integer, HostedContainer> now = service.running();
        List<List<String>> rows = head();
        now.forEach((index, hosted) -> rows.add(row(hosted, DemoReasons.ofChange(before.get(index), hosted, why))));
        stage.table(rows);
        before = now;
    }

    private static List<List<String>> head() {
        return new ArrayList<>(List.of(List.of("INSTANCE", "NODE", "CONTAINER", "STATE", "WHY")));
    }

    private static List<String> row(HostedContainer hosted, String why) {
        ObservedContainer container = hosted.container();
        String state = container.state().status().name().toLowerCase(Locale.ROOT);
        return List.of(container.name(), hosted.nodeName(), container.id().substring(0, 12), state, why);
    }

    private HostedContainer instance(int index) {
        HostedContainer instance = before.get(index);
        if (instance == null) {
            throw new NotSeenException("instance " + index);
        }
        return instance;
    }

    private NodeView node(String name) {
        return center.view().nodes().stream()
                .filter(node -> node.node().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotSeenException("a node named " + name));
    }

    private SimulatedEngine engine(String nodeName) {
        return engines.named(nodeName);
    }

    private void await(String what, BooleanSupplier seen) throws InterruptedException {
        long start = System.nanoTime();
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new NotSeenException(what + ", within " + limit.toSeconds() + " s");
            }
            look();
        }
    }

    private void look() throws InterruptedException {
        if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts this down");
        }
    }
}
