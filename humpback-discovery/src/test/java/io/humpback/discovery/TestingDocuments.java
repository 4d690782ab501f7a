package io.humpback.discovery;

import io.humpback.core.Action;
import io.humpback.core.Assignment;
import io.humpback.core.Availability;
import io.humpback.core.Cause;
import io.humpback.core.ClusterInfo;
import io.humpback.core.Constraint;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.Document;
import io.humpback.core.Expelled;
import io.humpback.core.Expulsions;
import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupId;
import io.humpback.core.HealthCheck;
import io.humpback.core.Hook;
import io.humpback.core.HookPosition;
import io.humpback.core.HostedContainer;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.LogConfig;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import io.humpback.core.PortMapping;
import io.humpback.core.PullPolicy;
import io.humpback.core.RestartPolicy;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutProgress;
import io.humpback.core.RunGoal;
import io.humpback.core.RunOptions;
import io.humpback.core.RunState;
import io.humpback.core.Tombstone;
import io.humpback.core.Ulimit;
import io.humpback.core.VolumeMount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Documents of every kind, with every field filled with something that is not its default. */
public final class TestingDocuments {
    /** A moment with nanoseconds. */
    public static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456789Z");

    private static final MetaId META = MetaId.of("meta/ü 1".replace(' ', '_'));

    private static final RollOutPolicy POLICY = new RollOutPolicy(
            2,
            Duration.ofSeconds(30),
            Duration.ofMillis(1500),
            RollOutPolicy.Order.STOP_FIRST,
            RollOutPolicy.FailureAction.PAUSE,
            Duration.ofMinutes(7));

    private static final RunOptions OPTIONS = new RunOptions(
            250,
            99,
            true,
            List.of("NET_RAW"),
            new HealthCheck(
                    List.of("CMD-SHELL", "exit 0"),
                    Duration.ofSeconds(9),
                    Duration.ofMillis(1500),
                    Duration.ofMinutes(1),
                    4),
            PullPolicy.ALWAYS,
            40_000);

    private TestingDocuments() {}

    /** Returns one of each kind, in the order of {@link io.humpback.core.DocumentKind}. */
    public static List<Document> oneOfEach() {
        return List.of(
                new ClusterInfo("c-1", ClusterInfo.SCHEMA_VERSION, NOW),
                group(),
                meta(META),
                assignments(),
                operation("op-1", 2),
                new NodeStatus(
                        NodeId.of("tcp://10.0.0.1:2375"),
                        "node 1",
                        Availability.DRAINING,
                        Map.of("disk", "ssd", "zone", "zürich \uD83D\uDC0B"),
                        NOW,
                        new NodeStatus.Seen("10.0.0.1", "http://10.0.0.1:8500", "ABCD:EFGH", 1)),
                event(META, 7, 2),
                new HookPosition(HookPosition.hookId(META, "http://h/"), META, 6),
                new Tombstone(META, Set.of("c1", "c2", "c3"), NOW),
                new GroupGuard(
                        GroupId.of("11111111-2222"),
                        GroupGuard.Mode.FROZEN_PARTLY,
                        "3 of 5 nodes are down",
                        NOW,
                        NOW.plusNanos(1),
                        NOW.plusNanos(2),
                        NOW.plusNanos(3),
                        List.of(NodeId.of("n1"), NodeId.of("n2"))),
                new Expulsions(
                        META,
                        List.of(
                                new Expelled(NodeId.of("n1"), "c4", "web-1-0a1b2c3d-expel", NOW),
                                new Expelled(NodeId.of("n2"), "c5", "web-2-0a1b2c3e-expel", NOW.plusSeconds(1)))));
    }

    private static Group group() {
        return new Group(
                GroupId.of("11111111-2222"),
                "the group",
                false,
                true,
                List.of(new Group.Server("host-1", "10.0.0.1"), new Group.Server("", "10.0.0.2")),
                "Shanghai 上海",
                "ops@example.org",
                NOW);
    }

    private static MetaAssignments assignments() {
        return new MetaAssignments(
                META,
                9,
                1_700_000_000_123_456_789L,
                List.of(
                        new Assignment(
                                1, 9, NodeId.of("n2"), 3, new RunGoal(RunState.STOPPED, true, 2), "abc", "2026-01-01"),
                        Assignment.of(2, 4, NodeId.of("n1"), 3, RunGoal.RUNNING),
                        Assignment.of(5, 5, NodeId.of("n2"), 2, RunGoal.RUNNING.to(RunState.PAUSED))));
    }

    /** Returns a configuration with all there is. */
    public static ContainerSpec spec() {
        return new ContainerSpec(
                "web",
                "registry:5000/app:v1@sha256:00",
                "sh -c \"echo \\\"hi\\\"\"",
                "host",
                "bridge",
                List.of("A=1", "B=two\nlines", "C=\u0000\u2028"),
                List.of("8.8.8.8"),
                List.of("db:10.0.0.9"),
                List.of("other:alias"),
                List.of(new PortMapping(80, 8080, "tcp", "127.0.0.1"), new PortMapping(53, 0, "udp", "")),
                List.of(new VolumeMount("/data", "/var/data")),
                new RestartPolicy("on-failure", 5),
                512,
                64L << 20,
                32L << 20,
                Map.of("app", "web", "tier", "front"),
                List.of(new Ulimit("nofile", 1024, -1)),
                new LogConfig("json-file", Map.of("max-size", "10m")),
                OPTIONS);
    }

    /** Returns a meta with all there is. */
    public static Meta meta(MetaId id) {
        return new Meta(
                id,
                GroupId.of("11111111-2222"),
                12,
                3,
                5,
                spec(),
                new Placement(
                        List.of(
                                Constraint.parse("node.labels.disk==ssd"),
                                Constraint.parse("node.ip!=10.1.0.0/16"),
                                Constraint.parse("engine.labels.a.b!=c d")),
                        List.of("engine.labels.zone"),
                        List.of(new Platform("linux", "amd64"))),
                List.of(new Hook("http://receiver/hook", "s3cret"), new Hook("http://second/", "")),
                new MetaOptions(false, false, POLICY),
                NOW,
                NOW.plusNanos(1),
                ContainerSpec.builder("web", "app:0").build(),
                1);
    }

    /** Returns {@code count} containers of a meta; every second is a foreign one. */
    public static List<HostedContainer> containers(MetaId meta, int count) {
        List<HostedContainer> containers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            InstanceIdentity identity =
                    i % 2 == 0 ? null : new InstanceIdentity("c-1", GroupId.of("11111111-2222"), meta, i, i, 3, 1);
            containers.add(new HostedContainer(
                    NodeId.of("n" + i),
                    "node-" + i,
                    "10.0.0." + i,
                    new ObservedContainer(
                            "id-" + i,
                            "CLUSTER-11111111-web-" + i,
                            new ContainerState(
                                    ContainerState.Status.EXITED,
                                    true,
                                    4711,
                                    137,
                                    "killed",
                                    "unhealthy",
                                    "2026-03-04T05:06:07.1Z",
                                    "2026-03-04T05:06:08Z",
                                    6),
                            spec(),
                            "/entry sh",
                            identity,
                            "sha256:0a1b")));
        }
        return containers;
    }

    /** Returns an operation that last saw {@code containers} containers. */
    public static Operation operation(String id, int containers) {
        return new Operation(
                OperationId.of(id),
                Cause.OPERATE,
                meta(META),
                List.of(1, 2, 5),
                Action.KILL.word(),
                NOW,
                NOW.plusSeconds(300),
                containers(META, containers),
                rollOut());
    }

    private static RollOutProgress rollOut() {
        return new RollOutProgress(
                POLICY,
                RollOutProgress.Stage.HELD,
                true,
                meta(META),
                true,
                4,
                NOW,
                Instant.MAX,
                new TreeMap<>(Map.of(1, "2026-03-04T05:06:07.1Z", 5, "")),
                "CLUSTER-11111111-web-1",
                "container is unhealthy");
    }

    /** Returns an event of {@code meta} with {@code containers} containers. */
    public static MetaEvent event(MetaId meta, long sequence, int containers) {
        return new MetaEvent(
                sequence,
                1_700_000_000_000_000_000L + sequence,
                Cause.MIGRATE,
                OperationId.of("op-" + sequence),
                meta(meta),
                containers(meta, containers));
    }

    /** Returns a small document with {@code content} in it. */
    public static Document small(String name, String content) {
        return new NodeStatus(NodeId.of(name), content, Availability.ACTIVE, Map.of(), null);
    }

    /** Returns the assignments of {@code count} instances on 40 nodes, each restarted once. */
    public static MetaAssignments restarted(int count) {
        return new MetaAssignments(
                META,
                100_000L + count,
                1_700_000_000_123_456_789L,
                IntStream.rangeClosed(1, count)
                        .mapToObj(i -> Assignment.of(
                                        i,
                                        100_000L + i,
                                        NodeId.of(String.format("5f2b6a0c-0000-4000-8000-%012d", i % 40)),
                                        12,
                                        RunGoal.RUNNING.restarted())
                                .withRestartFrom("2026-03-04T05:06:07.123456789Z"))
                        .toList());
    }
}
