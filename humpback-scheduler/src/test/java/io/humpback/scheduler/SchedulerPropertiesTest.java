package io.humpback.scheduler;

import static io.humpback.scheduler.testing.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Availability;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.RandomCluster;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** What holds for every cluster and every request, tried on many that seeds determine: 150,000 decisions in all. */
class SchedulerPropertiesTest {
    private static final double[] OVERCOMMITS = {0, 0.08, 0.5, -0.3};

    private static void forSeeds(int count, LongConsumer property) {
        for (long seed = 1; seed <= count; seed++) {
            try {
                property.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static double overcommit(long seed) {
        return OVERCOMMITS[(int) (seed % OVERCOMMITS.length)];
    }

    private static Scheduler scheduler(long seed) {
        RankingStrategy ranking = switch ((int) (seed % 5)) {
            case 0 -> RankingStrategy.binpack(overcommit(seed));
            case 1 -> RankingStrategy.random(seed);
            case 2 -> RankingStrategy.measured(0.5);
            case 3 -> RankingStrategy.spread();
            default -> RankingStrategy.leastLoaded(overcommit(seed));
        };
        return Scheduler.builder()
                .overcommit(overcommit(seed))
                .ranking(ranking)
                .spreadInstances(seed % 7 != 0)
                .build();
    }

    /** Returns a state in which some of 40 requests were placed. */
    private static ClusterState filled(RandomCluster cluster, long seed) {
        ClusterState state = cluster.state();
        scheduler(seed).placeEach(cluster.requests(40), state);
        return state;
    }

    @Test
    void reservesNeverMoreThanCapacityAndOvercommit() {
        forSeeds(1000, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = cluster.state();

            scheduler(seed).placeEach(cluster.requests(60), state);

            assertThat(state.snapshot()).isWithinCapacity(overcommit(seed));
            checkPortsAndCounts(state.snapshot());
        });
    }

    private static void checkPortsAndCounts(ClusterSnapshot snapshot) {
        for (NodeView node : snapshot.nodes()) {
            Set<Integer> taken = new HashSet<>();
            for (Reservation reservation : snapshot.reservationsOn(node.id())) {
                PlacementRequest request = reservation.request();
                Set<Integer> ports = new HashSet<>(); // a request may name one twice
                request.fixedPorts().forEach(port -> ports.add(port.hostPort()));
                for (PortRange range : request.portRanges()) {
                    for (int port = range.first(); port <= range.last(); port++) {
                        ports.add(port);
                    }
                }
                assertThat(Collections.disjoint(taken, ports)).isTrue();
                taken.addAll(ports);
                assertThat(node.state()).isEqualTo(NodeState.HEALTHY);
                assertThat(node.availability()).isEqualTo(Availability.ACTIVE);
            }
            assertThat(node.instances()).isLessThanOrEqualTo(node.maxInstances());
        }
    }

    @Test
    void refusesOnlyWhatFitsNowhere() {
        forSeeds(500, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = filled(cluster, seed);
            for (PlacementRequest wishful : cluster.requests(20)) {
                PlacementRequest request = PlacementRequest.of(wishful.meta(), wishful.resources());
                boolean fits =
                        state.snapshot().nodes().stream().anyMatch(node -> fits(request, node, overcommit(seed)));

                assertThat(scheduler(seed).place(request, state).isPlaced()).isEqualTo(fits);
            }
        });
    }

    /** Says the same as the filters do, in other words and in exact numbers. */
    private static boolean fits(PlacementRequest request, NodeView node, double overcommit) {
        BigDecimal factor = BigDecimal.ONE.add(BigDecimal.valueOf(overcommit));
        BigDecimal cpu = BigDecimal.valueOf(node.cpuMillis()).multiply(factor);
        BigDecimal memory = BigDecimal.valueOf(node.memoryBytes()).multiply(factor);
        Resources wanted = request.resources();
        boolean hasCpu = wanted.cpuMillis() == 0
                || BigDecimal.valueOf(node.reservedCpuMillis() + wanted.cpuMillis())
                                .compareTo(cpu)
                        <= 0;
        boolean hasMemory = wanted.memoryBytes() == 0
                || BigDecimal.valueOf(node.reservedMemoryBytes() + wanted.memoryBytes())
                                .compareTo(memory)
                        <= 0;
        boolean hasGpus = node.reservedOf("gpu") + wanted.amountOf("gpu") <= node.capacityOf("gpu");
        boolean isSomething = node.cpuMillis() + node.memoryBytes() + node.capacityOf("gpu") > 0;
        boolean isOpen = node.state() == NodeState.HEALTHY
                && node.availability() == Availability.ACTIVE
                && node.instances() < node.maxInstances();
        return hasCpu && hasMemory && hasGpus && isSomething && isOpen;
    }

    @Test
    void answersTheSameWhateverTheOrderInWhichNodesJoined() {
        forSeeds(500, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            List<PlacementRequest> requests = cluster.requests(30);
            List<NodeOffer> shuffled = new ArrayList<>(cluster.offers());
            Collections.shuffle(shuffled, new Random(seed));
            ClusterState inOrder = new ClusterState();
            ClusterState outOfOrder = new ClusterState();
            cluster.offers().forEach(inOrder::join);
            shuffled.forEach(outOfOrder::join);

            assertThat(scheduler(seed).placeEach(requests, outOfOrder))
                    .isEqualTo(scheduler(seed).placeEach(requests, inOrder));
            assertThat(outOfOrder.snapshot()).isEqualTo(inOrder.snapshot());
        });
    }

    @Test
    void aBatchIsTheSameAsOneByOne() {
        forSeeds(500, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            List<PlacementRequest> requests = cluster.requests(30);
            ClusterState batch = cluster.state();
            ClusterState single = cluster.state();

            List<Decision> decisions = scheduler(seed).placeEach(requests, batch);

            for (int i = 0; i < requests.size(); i++) {
                assertThat(scheduler(seed).place(requests.get(i), single)).isEqualTo(decisions.get(i));
            }
            assertThat(single.snapshot()).isEqualTo(batch.snapshot());
        });
    }

    @Test
    void allOrNothingIsAllOrNothing() {
        forSeeds(500, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            List<PlacementRequest> requests = cluster.requests(8);
            ClusterState state = cluster.state();
            ClusterState single = cluster.state();
            ClusterSnapshot before = state.snapshot();
            List<Decision> decisions = scheduler(seed).placeEach(requests, single);

            BatchDecision decision = scheduler(seed).placeAllOrNothing(requests, state);

            boolean all = decisions.stream().allMatch(Decision::isPlaced);
            assertThat(decision instanceof BatchDecision.Placed).isEqualTo(all);
            assertThat(state.snapshot()).isEqualTo(all ? single.snapshot() : before);
        });
    }

    @Test
    void anExplanationAgreesWithThePlacement() {
        forSeeds(700, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = cluster.state();
            for (PlacementRequest request : cluster.requests(20)) {
                Explanation explanation = scheduler(seed).explain(request, state.snapshot());
                Decision decision = scheduler(seed).place(request, state);

                if (decision instanceof Decision.Placed placed) {
                    assertThat(explanation.chosen()).contains(placed.node());
                } else {
                    assertThat(explanation.fitting()).isEmpty();
                    assertThat(counts(explanation)).isEqualTo(((Decision.Refused) decision).vetoes());
                }
            }
        });
    }

    private static Map<Veto, Integer> counts(Explanation explanation) {
        Map<Veto, Integer> counts = new HashMap<>();
        explanation.vetoed().forEach(verdict -> counts.merge(verdict.veto(), 1, Integer::sum));
        return counts;
    }

    @Test
    void aNodeThatLeavesAndComesBackRestoresTheState() {
        forSeeds(300, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = filled(cluster, seed);
            ClusterSnapshot before = state.snapshot();
            for (NodeOffer offer : cluster.offers()) {
                DepartedNode departed = state.leave(offer.id());
                state.join(departed);
            }

            assertThat(state.snapshot()).isEqualTo(before);
        });
    }

    @Test
    void releasingEverythingEmptiesTheCluster() {
        forSeeds(300, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = filled(cluster, seed);
            List<Reservation> all = new ArrayList<>(state.snapshot().reservations());
            Collections.shuffle(all, new Random(seed));

            all.forEach(
                    reservation -> assertThat(state.release(reservation.id())).isTrue());

            assertThat(state.snapshot()).isEqualTo(cluster.state().snapshot());
        });
    }

    @Test
    void whatIfNeverChangesTheState() {
        forSeeds(100, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = filled(cluster, seed);
            ClusterSnapshot snapshot = state.snapshot();
            ClusterSnapshot copy = filled(new RandomCluster(seed), seed).snapshot();
            Scheduler scheduler = scheduler(seed);
            NodeId first = cluster.offers().get(0).id();

            scheduler.whatIf(snapshot).leaves(first);
            scheduler.whatIf(snapshot).isDrained(first);
            scheduler.whatIf(snapshot).joins(cluster.offers().get(0).withId(NodeId.of("new")), cluster.requests(5));
            scheduler.rebalance(snapshot, Objective.balance(), 5);
            scheduler.sizing(snapshot).removable();
            scheduler
                    .sizing(snapshot)
                    .hints(cluster.requests(5), cluster.offers().subList(0, 1), 5);
            scheduler.survival(snapshot, Set.of()).ofZones("node.labels.zone");
            scheduler.explain(cluster.request(), snapshot);

            assertThat(snapshot).isEqualTo(copy);
            assertThat(state.snapshot()).isEqualTo(copy);
        });
    }

    @Test
    void whatLeavesAndDrainsStaysWithinCapacity() {
        forSeeds(300, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterSnapshot snapshot = filled(cluster, seed).snapshot();
            NodeId first = cluster.offers().get(0).id();
            int there = snapshot.reservationsOn(first).size();

            Relocation left = scheduler(seed).whatIf(snapshot).leaves(first);
            Relocation drained = scheduler(seed).whatIf(snapshot).isDrained(first);

            assertThat(left.moves().size() + left.stranded().size()).isEqualTo(there);
            assertThat(left.after()).isWithinCapacity(overcommit(seed));
            assertThat(drained.after()).isWithinCapacity(overcommit(seed));
            assertThat(drained.after().reservations()).hasSameSizeAs(snapshot.reservations());
            assertThat(drained.after().reservationsOn(first)).hasSameSizeAs(drained.stranded());
        });
    }

    @Test
    void aPlanAppliedLeavesNothingToPlan() {
        forSeeds(120, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = filled(cluster, seed);
            Objective objective = seed % 3 == 0 ? Objective.packing() : Objective.balance();
            Scheduler scheduler = scheduler(seed);

            RebalancePlan plan = scheduler.rebalance(state.snapshot(), objective, 1000);
            plan.applyTo(state);

            assertThat(plan.gain()).isNotNegative();
            assertThat(plan.moves().size()).isLessThan(1000);
            assertThat(sum(objective, state.snapshot())).isEqualTo(plan.after());
            assertThat(scheduler.rebalance(state.snapshot(), objective, 1000).moves())
                    .isEmpty();
            assertThat(state.snapshot()).isWithinCapacity(overcommit(seed));
        });
    }

    @Test
    void everyPartOfAPlanIsBetterThanNothing() {
        forSeeds(120, seed -> {
            ClusterState state = filled(new RandomCluster(seed), seed);
            double cost = sum(Objective.balance(), state.snapshot());
            for (Move move : scheduler(seed)
                    .rebalance(state.snapshot(), Objective.balance(), 6)
                    .moves()) {
                state.move(move.reservation().id(), move.to());
                double after = sum(Objective.balance(), state.snapshot());
                assertThat(after).isLessThan(cost);
                cost = after;
            }
        });
    }

    private static double sum(Objective objective, ClusterSnapshot snapshot) {
        double sum = 0;
        for (NodeView node : snapshot.nodes()) {
            sum += objective.cost(node);
        }
        return sum;
    }

    @Test
    void hintsAreTrue() {
        forSeeds(150, seed -> {
            RandomCluster cluster = new RandomCluster(seed);
            ClusterState state = filled(cluster, seed);
            List<PlacementRequest> pending = cluster.requests(6);
            NodeOffer shape = new RandomCluster(seed + 1000, 1).offers().get(0).withId(NodeId.of("shape"));

            SizingHint hint = scheduler(seed)
                    .sizing(state.snapshot())
                    .hints(pending, List.of(shape), 20)
                    .get(0);

            if (hint.isSufficient()) {
                for (int i = 1; i <= hint.nodes(); i++) {
                    state.join(shape.withId(NodeId.of("shape-" + i)));
                }
                assertThat(scheduler(seed).placeEach(pending, state)).allMatch(Decision::isPlaced);
            }
        });
    }

    @Test
    void nodesThatCouldLeaveCan() {
        forSeeds(150, seed -> {
            ClusterSnapshot snapshot = filled(new RandomCluster(seed), seed).snapshot();
            ClusterSnapshot rest = snapshot;
            for (NodeId node : scheduler(seed).sizing(snapshot).removable()) {
                Relocation relocation = scheduler(seed).whatIf(rest).leaves(node);
                assertThat(relocation.isComplete()).isTrue();
                rest = relocation.after();
            }
            assertThat(rest.reservations()).hasSameSizeAs(snapshot.reservations());
        });
    }
}
