package io.humpback.examples.embed;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Placement;
import io.humpback.core.Resources;
import io.humpback.scheduler.BatchDecision;
import io.humpback.scheduler.ClusterState;
import io.humpback.scheduler.Decision;
import io.humpback.scheduler.NodeOffer;
import io.humpback.scheduler.Objective;
import io.humpback.scheduler.PlacementRequest;
import io.humpback.scheduler.RebalancePlan;
import io.humpback.scheduler.Scheduler;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Places the scenes of a film on the machines of a render farm: no containers, no server, no network, only
 * {@code humpback-core} and {@code humpback-scheduler}. A machine is a node, a film a meta, a scene an instance.
 */
public final class RenderFarm {
    private static final long GIB = 1L << 30;
    private static final MetaId FILM = MetaId.of("whale-song");
    private static final MetaId TRAILER = MetaId.of("trailer");
    private static final Resources SCENE = Resources.of(4000, 16 * GIB).with("gpu", 1);
    private static final Resources CUT = Resources.of(2000, 48 * GIB);

    private final PrintStream out;
    private final Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private final ClusterState farm = new ClusterState();

    RenderFarm(PrintStream out) {
        this.out = out;
    }

    /** Tells the story on the standard output. */
    public static void main(String[] args) {
        new RenderFarm(System.out).run();
    }

    void run() {
        buy();
        renderTheFilm();
        askForTooMuch();
        loseAMachine();
        release();
        balance();
        grow();
    }

    private void buy() {
        machine("basement-1", 16, 64, 4, "basement");
        machine("basement-2", 16, 64, 4, "basement");
        machine("attic-1", 32, 128, 4, "attic");
        out.println("Three machines: two in the basement (16 cores, 64 GiB), one in the attic (32 cores, 128 GiB).");
    }

    private void machine(String name, long cores, long gib, int gpus, String room) {
        farm.join(NodeOffer.of(
                        NodeId.of(name), Resources.of(cores * 1000, gib * GIB).with("gpu", gpus))
                .withLabels(Map.of("room", room)));
    }

    private void renderTheFilm() {
        PlacementRequest scene = PlacementRequest.builder(FILM, SCENE)
                .placement(new Placement(List.of(), List.of("node.labels.room"), List.of()))
                .build();
        int placed = scheduler.place(
                scene,
                8,
                farm,
                (number, node, reservation) -> out.println("  scene " + (number + 1) + " renders on " + node));
        out.println(placed + " scenes of 8 are rendering, as many in the attic as in the basement.");
    }

    private void askForTooMuch() {
        PlacementRequest cut = PlacementRequest.of(TRAILER, CUT);
        out.println();
        out.println("Two cuts of the trailer must run at the same time:");
        if (scheduler.placeAllOrNothing(Collections.nCopies(2, cut), farm) instanceof BatchDecision.Refused refused) {
            out.println("  not beside the film; cut " + (refused.position() + 1) + ": "
                    + refused.reason().summary());
        }
        Decision one = scheduler.place(cut, farm);
        out.println("One of them alone: " + (one instanceof Decision.Placed placed ? "on " + placed.node() : "no"));
        out.println("Why not another one?");
        out.print(scheduler.explain(cut, farm.snapshot()).text());
    }

    private void loseAMachine() {
        out.println();
        out.println("What if the attic floods?");
        out.print(scheduler.whatIf(farm.snapshot()).leaves(NodeId.of("attic-1")).text());
        out.println("And any one room?");
        out.print(scheduler
                .survival(farm.snapshot(), Set.of(FILM))
                .ofZones("node.labels.room")
                .text());
    }

    private void release() {
        farm.snapshot().reservationsOn(NodeId.of("basement-1")).forEach(scene -> farm.release(scene.id()));
        out.println();
        out.println("The scenes on basement-1 are done.");
    }

    private void balance() {
        RebalancePlan plan = scheduler.rebalance(farm.snapshot(), Objective.balance(), 2);
        out.print("Would two moves help? " + plan.text());
        plan.applyTo(farm);
    }

    private void grow() {
        List<PlacementRequest> pending = Collections.nCopies(6, PlacementRequest.of(TRAILER, CUT));
        List<NodeOffer> shop = List.of(
                NodeOffer.of(NodeId.of("small"), Resources.of(8000, 64 * GIB)),
                NodeOffer.of(NodeId.of("large"), Resources.of(64_000, 512 * GIB)));
        out.println();
        out.println("What to buy for six more cuts of the trailer?");
        scheduler.sizing(farm.snapshot()).hints(pending, shop, 20).forEach(hint -> out.println("  " + hint));
    }
}
