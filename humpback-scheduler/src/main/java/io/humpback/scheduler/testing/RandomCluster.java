package io.humpback.scheduler.testing;

import io.humpback.core.Availability;
import io.humpback.core.Constraint;
import io.humpback.core.MetaId;
import io.humpback.core.NodeState;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import io.humpback.scheduler.Affinity;
import io.humpback.scheduler.ClusterState;
import io.humpback.scheduler.NodeOffer;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.PlacementRequestBuilder;
import io.humpback.scheduler.PortRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A cluster and requests that a seed determines: nodes of unequal sizes in zones, some of them idle, full, ill, paused or
 * without capacity, and requests with wishes of all kinds. The same seed gives the same cluster on every machine. Not
 * safe for use by several threads.
 */
public final class RandomCluster {
    private static final long GIB = 1L << 30;
    private static final String[] ZONES = {"a", "b", "c"};
    private static final List<NodeState> STATES = List.of(NodeState.values());
    private static final List<Availability> AVAILABILITIES = List.of(Availability.values());
    private static final String[] DISKS = {"ssd", "hdd"};

    private final Random random;
    private final List<NodeOffer> offers = new ArrayList<>();

    /** Creates a cluster of 1 to 12 nodes. */
    public RandomCluster(long seed) {
        this(seed, 1 + new Random(seed).nextInt(12));
    }

    /** Creates a cluster of {@code size} nodes. */
    public RandomCluster(long seed, int size) {
        random = new Random(seed ^ 0x5DEECE66DL);
        for (int i = 0; i < size; i++) {
            offers.add(offer("n" + (i + 1)));
        }
    }

    private NodeOffer offer(String name) {
        long cores = oneIn(40) ? 0 : 1L << random.nextInt(6);
        long memory = oneIn(40) ? 0 : cores * GIB * (1 + random.nextInt(8));
        NodeOffer offer = TestingCluster.offer(
                        name, Resources.of(cores * 1000, memory).with("gpu", oneIn(3) ? random.nextInt(4) : 0))
                .withImages(oneIn(2) ? Set.of("web:1") : Set.of())
                .withForeignContainers(oneIn(3) ? random.nextInt(20) : 0)
                .withMaxInstances(oneIn(10) ? random.nextInt(5) : Integer.MAX_VALUE);
        if (!oneIn(8)) {
            offer = offer.withLabels(Map.of("zone", ZONES[random.nextInt(3)], "disk", DISKS[random.nextInt(2)]));
        }
        if (oneIn(12)) {
            offer = offer.withState(STATES.get(random.nextInt(STATES.size())));
        }
        return oneIn(12) ? offer.withAvailability(AVAILABILITIES.get(random.nextInt(3))) : offer;
    }

    /** Returns what the nodes offer, in the order of their making. */
    public List<NodeOffer> offers() {
        return List.copyOf(offers);
    }

    /** Returns a new state with these nodes, on some of which something is in use, measured but not reserved. */
    public ClusterState state() {
        ClusterState state = new ClusterState();
        for (NodeOffer offer : offers) {
            state.join(offer);
            int tenths = offer.id().value().hashCode() % 11;
            if (tenths > 2) {
                state.heartbeat(
                        offer.id(),
                        Instant.EPOCH,
                        Resources.of(
                                offer.capacity().cpuMillis() / 10 * tenths,
                                offer.capacity().memoryBytes() / 10 * tenths));
            }
        }
        return state;
    }

    /** Returns the next {@code count} requests. */
    public List<PlacementRequest> requests(int count) {
        List<PlacementRequest> requests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            requests.add(request());
        }
        return requests;
    }

    /** Returns the next request: most of them small and without wishes, some with one or more of every kind. */
    public PlacementRequest request() {
        MetaId meta = MetaId.of("meta" + random.nextInt(6));
        Resources resources = oneIn(15)
                ? Resources.NONE
                : Resources.of(random.nextInt(8) * 250L, random.nextInt(9) * GIB / 4)
                        .with("gpu", oneIn(10) ? 1 + random.nextInt(2) : 0);
        PlacementRequestBuilder request =
                PlacementRequest.builder(meta, resources).placement(placement());
        if (oneIn(8)) {
            request.fixedPorts(List.of(new PortMapping(80, 8000 + random.nextInt(4), "tcp", "")));
        }
        if (oneIn(15)) {
            int first = 8000 + random.nextInt(8);
            request.portRanges(List.of(PortRange.tcp(first, first + random.nextInt(4))));
        }
        if (oneIn(10)) {
            request.maxPerNode(1 + random.nextInt(3));
        }
        if (oneIn(12)) {
            request.images(Set.of("web:1"));
        }
        if (oneIn(12)) {
            request.labels(Map.of("node.labels.zone", oneIn(2) ? "" : "a"));
        }
        if (oneIn(12)) {
            request.penalised(Set.of(offers.get(random.nextInt(offers.size())).id()));
        }
        return oneIn(6) ? request.affinities(affinity()).build() : request.build();
    }

    private Placement placement() {
        List<Constraint> constraints =
                oneIn(6) ? List.of(Constraint.parse("node.labels.disk" + (oneIn(2) ? "==" : "!=") + "ssd")) : List.of();
        List<String> preferences = oneIn(5) ? List.of("node.labels.zone", "node.labels.disk") : List.of();
        return new Placement(constraints, preferences, List.of());
    }

    private Affinity affinity() {
        MetaId other = MetaId.of("meta" + random.nextInt(6));
        Affinity affinity = switch (random.nextInt(3)) {
            case 0 -> Affinity.near(other);
            case 1 -> Affinity.awayFrom(other);
            default -> Affinity.to(Constraint.parse("node.labels.disk==ssd"));
        };
        return oneIn(3) ? affinity.hard() : affinity.soft(1 + random.nextInt(3));
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }
}
