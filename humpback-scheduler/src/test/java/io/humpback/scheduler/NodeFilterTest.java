package io.humpback.scheduler;

import static io.humpback.scheduler.testing.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.Availability;
import io.humpback.core.Constraint;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import io.humpback.scheduler.testing.TestingCluster;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeFilterTest {
    private static final Resources SIZE = Resources.of(4000, 8L << 30).with("gpu", 2);
    private static final Resources ONE = Resources.of(1000, 1L << 30);
    private static final MetaId WEB = MetaId.of("web");

    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private final TestingCluster cluster = new TestingCluster().node("n1", SIZE, Map.of("disk", "ssd", "zone", "a"));

    private Decision place(PlacementRequest request) {
        return scheduler.place(request, cluster.state());
    }

    private static PlacementRequestBuilder web() {
        return PlacementRequest.builder(WEB, ONE);
    }

    private static PlacementRequest constrained(String... constraints) {
        return web().placement(new Placement(
                        java.util.Arrays.stream(constraints)
                                .map(Constraint::parse)
                                .toList(),
                        List.of(),
                        List.of()))
                .build();
    }

    @ParameterizedTest
    @EnumSource(value = NodeState.class, names = "HEALTHY", mode = EnumSource.Mode.EXCLUDE)
    void onlyAHealthyNodeTakesInstances(NodeState state) {
        cluster.change("n1", offer -> offer.withState(state));

        assertThat(place(web().build())).isRefusedFor("are not healthy", 1).isRefusedForNow();
    }

    @ParameterizedTest
    @CsvSource({"PAUSED, are paused", "DRAINING, are draining"})
    void onlyAnActiveNodeTakesInstances(Availability availability, String reason) {
        cluster.change("n1", offer -> offer.withAvailability(availability));

        assertThat(place(web().build())).isRefusedFor(reason, 1).isRefusedForNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.labels.disk==SSD",
                "node.labels.disk!=hdd",
                "node.labels.missing!=x",
                "node.id==n1",
                "node.hostname==N1",
                "node.ip==10.0.0.0/24",
                "node.ip!=fd00::/8",
                "node.platform.os==Linux",
                "node.platform.arch==amd64",
            })
    void acceptsANodeThatMeetsTheConstraint(String constraint) {
        assertThat(place(constrained(constraint))).isPlacedOn("n1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.labels.disk==hdd",
                "node.labels.Disk==ssd",
                "node.labels.missing==x",
                "node.ip==10.1.0.0/16",
                "node.ip==fd00::/8",
                "engine.labels.disk==ssd",
            })
    void vetoesForGoodANodeThatDoesNotMeetTheConstraint(String constraint) {
        assertThat(place(constrained(constraint)))
                .isRefusedFor("do not match " + constraint, 1)
                .isRefusedForGood();
    }

    @Test
    void everyConstraintMustHold() {
        assertThat(place(constrained("node.labels.disk==ssd", "node.labels.zone==b")))
                .isRefusedFor("do not match node.labels.zone==b", 1);
    }

    @Test
    void matchesIpVersion6() {
        Node node = TestingCluster.offer("n6", SIZE).node();
        cluster.node(NodeOffer.of(new Node(node.id(), "n6", "fd00::17", node.endpoint(), node.facts(), ""))
                .withCapacity(SIZE));

        assertThat(place(constrained("node.ip==fd00::/8"))).isPlacedOn("n6");
    }

    @Test
    void oneOfThePlatformsMustMatch() {
        Placement windowsOrLinux = new Placement(
                List.of(), List.of(), List.of(new Platform("windows", ""), new Platform("linux", "amd64")));
        Placement plan9 = new Placement(List.of(), List.of(), List.of(new Platform("plan9", "sparc")));

        assertThat(place(web().placement(windowsOrLinux).build())).isPlaced();
        assertThat(place(web().placement(plan9).build()))
                .isRefusedFor("are of another platform", 1)
                .isRefusedForGood();
    }

    @Test
    void theSecondInstanceCountsAsTheFirst() {
        PlacementRequest half = PlacementRequest.of(WEB, Resources.of(0, 5L << 30));

        assertThat(place(half)).isPlacedOn("n1");
        assertThat(place(half)).isRefusedFor("lack memory", 1).isRefusedForNow();
    }

    @Test
    void waitingDoesNotHelpWhereANodeIsTooSmall() {
        assertThat(place(PlacementRequest.of(WEB, Resources.of(4001, 0))))
                .isRefusedFor("lack CPU", 1)
                .isRefusedForGood();
    }

    @Test
    void extendedResourcesAreCounted() {
        PlacementRequest gpu = PlacementRequest.of(WEB, ONE.with("gpu", 2));

        assertThat(place(gpu)).isPlaced();
        assertThat(place(gpu)).isRefusedFor("lack gpu", 1).isRefusedForNow();
        assertThat(place(PlacementRequest.of(WEB, ONE.with("fpga", 1)))).isRefusedForGood();
    }

    @ParameterizedTest
    @CsvSource({"0.08, 4320", "0, 4000", "-0.5, 2000", "0.1, 4400", "0.15, 4600", "2, 12000"})
    void overcommitIsExact(double overcommit, long cpuMillis) {
        Scheduler generous = Scheduler.builder().overcommit(overcommit).build();
        PlacementRequest fits = PlacementRequest.of(WEB, Resources.of(cpuMillis, 0));
        PlacementRequest tooMuch = PlacementRequest.of(WEB, Resources.of(cpuMillis + 1, 0));

        assertThat(generous.place(tooMuch, cluster.state())).isRefusedFor("lack CPU", 1);
        assertThat(generous.place(fits, cluster.state())).isPlacedOn("n1");
    }

    @Test
    void hugeAmountsAreComparedExactly() {
        cluster.node("huge", Resources.of(1000, Long.MAX_VALUE), Resources.NONE);
        Scheduler generous = Scheduler.builder().overcommit(0.5).build();
        PlacementRequest all = PlacementRequest.of(WEB, Resources.of(0, Long.MAX_VALUE));

        assertThat(generous.place(all, cluster.state())).isPlacedOn("huge");
        assertThat(generous.place(all, cluster.state())).isRefusedFor("lack memory", 2);
    }

    @Test
    void aNodeWithoutCapacityTakesNothing() {
        TestingCluster empty = new TestingCluster().node("zero", Resources.NONE, Resources.NONE);

        assertThat(scheduler.place(PlacementRequest.of(WEB, Resources.NONE), empty.state()))
                .isRefusedFor("have no capacity", 1);
        assertThat(scheduler.place(web().build(), empty.state())).isRefusedFor("lack CPU", 1);
    }

    @Test
    void aPortIsHeldOnce() {
        PlacementRequest port =
                web().fixedPorts(List.of(new PortMapping(80, 8080, "tcp", ""))).build();
        PlacementRequest udp =
                web().fixedPorts(List.of(new PortMapping(80, 8080, "udp", ""))).build();

        assertThat(place(port)).isPlaced();
        assertThat(place(port)).isRefusedFor("have a wanted port taken", 1).isRefusedForNow();
        assertThat(place(udp)).isPlaced();
    }

    @Test
    void aRangeNeedsAllItsPorts() {
        PlacementRequest range =
                web().portRanges(List.of(PortRange.tcp(8000, 8009))).build();
        cluster.state().occupy(NodeId.of("n1"), List.of(new PortMapping(1, 8009, "tcp", "")));

        assertThat(place(range)).isRefusedFor("have a wanted port taken", 1);

        cluster.state().vacate(NodeId.of("n1"), List.of(new PortMapping(1, 8009, "tcp", "")));
        assertThat(place(range)).isPlaced();
        assertThat(place(web().fixedPorts(List.of(new PortMapping(1, 8000, "", "")))
                        .build()))
                .isRefused();
    }

    @Test
    void instancesOfAMetaAreLimitedByNode() {
        PlacementRequest alone = web().maxPerNode(1).build();

        assertThat(place(alone)).isPlaced();
        assertThat(place(alone)).isRefusedFor("host enough instances of the meta", 1);
    }

    @Test
    void instancesAreLimitedByTheNodeToo() {
        cluster.change("n1", offer -> offer.withMaxInstances(1));

        assertThat(place(web().build())).isPlaced();
        assertThat(place(PlacementRequest.of(MetaId.of("db"), ONE)))
                .isRefusedFor("host as many instances as they may", 1);
    }

    @Test
    void asksForImages() {
        PlacementRequest request = web().images(Set.of("web:1")).build();

        assertThat(place(request)).isRefusedFor("do not have web:1", 1).isRefusedForNow();
        cluster.change("n1", offer -> offer.withImages(Set.of("web:1", "web:2")));
        assertThat(place(request)).isPlaced();
    }

    @Test
    void asksForLabels() {
        assertThat(place(web().labels(Map.of("node.labels.zone", "", "disk", "SSD"))
                        .build()))
                .isPlaced();
        assertThat(place(web().labels(Map.of("node.labels.zone", "b")).build()))
                .isRefusedFor("do not have label node.labels.zone=b", 1);
        assertThat(place(web().labels(Map.of("rack", "")).build())).isRefusedFor("do not have label rack", 1);
    }

    @Test
    void asksOwnFilters() {
        Veto odd = Veto.permanent("have an odd name");
        Scheduler picky = Scheduler.builder()
                .filter((request, node) -> node.node().name().endsWith("1") ? odd : null)
                .build();

        assertThat(picky.place(web().build(), cluster.state())).isRefusedFor("have an odd name", 1);
    }

    @Test
    void looksOnlyWithinTheGroup() {
        PlacementRequest elsewhere =
                web().within(node -> !node.value().equals("n1")).build();

        Decision decision = place(elsewhere);

        assertThat(decision).isRefused();
        assertThat(((Decision.Refused) decision).summary()).isEqualTo("no node fits: there is none");
    }

    @Test
    void withoutBuiltInFiltersAnythingGoes() {
        Scheduler careless = Scheduler.builder().withoutBuiltInFilters().build();
        cluster.change("n1", offer -> offer.withState(NodeState.DOWN));

        assertThat(careless.place(PlacementRequest.of(WEB, Resources.of(99_000, 0)), cluster.state()))
                .isPlacedOn("n1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -2, 1000, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnOvercommitOutOfRange(double overcommit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scheduler.builder().overcommit(overcommit))
                .withMessageStartingWith("overcommit: " + overcommit);
        assertThatIllegalArgumentException().isThrownBy(() -> NodeFilter.resources(overcommit));
    }

    @Test
    void refusalsSayWhyInASentence() {
        cluster.node("n2", ONE, ONE).node("n3", ONE, ONE).change("n1", offer -> offer.withState(NodeState.DOWN));

        Decision decision = place(web().build());

        assertThat(((Decision.Refused) decision).summary()).isEqualTo("no node fits: 2 lack CPU, 1 are not healthy");
    }
}
