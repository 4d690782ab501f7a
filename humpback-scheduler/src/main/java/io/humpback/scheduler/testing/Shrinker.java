package io.humpback.scheduler.testing;

import io.humpback.core.Availability;
import io.humpback.core.NodeState;
import io.humpback.core.Resources;
import io.humpback.scheduler.NodeOffer;
import io.humpback.scheduler.PlacementRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Makes a case smaller while it still shows the fault. */
final class Shrinker {
    private static final Resources PLAIN = Resources.of(1000, 1L << 30);
    private static final List<UnaryOperator<NodeOffer>> SIMPLER = List.of(
            offer -> offer.withLabels(Map.of()),
            offer -> offer.withImages(Set.of()),
            offer -> offer.withState(NodeState.HEALTHY),
            offer -> offer.withAvailability(Availability.ACTIVE),
            offer -> offer.withForeignContainers(0),
            offer -> offer.withMaxInstances(Integer.MAX_VALUE),
            offer -> offer.withCapacity(PLAIN),
            offer -> offer.withCapacity(
                    Resources.of(offer.capacity().cpuMillis(), offer.capacity().memoryBytes())));

    private Shrinker() {}

    /** Returns a case that is no smaller one away from showing no fault. */
    static ContractCase shrink(ContractCase found, Predicate<ContractCase> isFaulty) {
        ContractCase smallest = found;
        boolean shrunk = true;
        while (shrunk) {
            shrunk = false;
            for (ContractCase smaller : smaller(smallest)) {
                if (isFaulty.test(smaller)) {
                    smallest = smaller;
                    shrunk = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static List<ContractCase> smaller(ContractCase found) {
        List<ContractCase> smaller = new ArrayList<>();
        for (int i = 0; i < found.hosts().size() && found.hosts().size() > 1; i++) {
            smaller.add(found.withHosts(without(found.hosts(), i)));
        }
        for (int i = 0; i < found.requests().size() && found.requests().size() > 1; i++) {
            smaller.add(found.withRequests(without(found.requests(), i)));
        }
        for (int i = 0; i < found.hosts().size(); i++) {
            for (ContractCase.Host host : smaller(found.hosts().get(i))) {
                smaller.add(found.withHosts(with(found.hosts(), i, host)));
            }
        }
        for (int i = 0; i < found.requests().size(); i++) {
            for (PlacementRequest request : smaller(found.requests().get(i))) {
                smaller.add(found.withRequests(with(found.requests(), i, request)));
            }
        }
        return smaller;
    }

    private static List<ContractCase.Host> smaller(ContractCase.Host host) {
        List<ContractCase.Host> smaller = new ArrayList<>();
        for (int i = 0; i < host.instances().size(); i++) {
            smaller.add(host.withInstances(without(host.instances(), i)));
        }
        if (!host.measured().isNone()) {
            smaller.add(host.withoutMeasured());
        }
        for (UnaryOperator<NodeOffer> simpler : SIMPLER) {
            NodeOffer offer = simpler.apply(host.offer());
            if (!offer.equals(host.offer())) {
                smaller.add(host.withOffer(offer));
            }
        }
        for (int i = 0; i < host.instances().size(); i++) {
            for (PlacementRequest instance : smaller(host.instances().get(i))) {
                smaller.add(host.withInstances(with(host.instances(), i, instance)));
            }
        }
        return smaller;
    }

    private static List<PlacementRequest> smaller(PlacementRequest request) {
        PlacementRequest plain = PlacementRequest.of(request.meta(), request.resources());
        PlacementRequest small = PlacementRequest.of(request.meta(), PLAIN);
        PlacementRequest nothing = PlacementRequest.of(request.meta(), Resources.NONE);
        if (request.equals(nothing)) {
            return List.of();
        }
        if (request.equals(small)) {
            return List.of(nothing);
        }
        return request.equals(plain) ? List.of(nothing, small) : List.of(nothing, small, plain);
    }

    private static <T> List<T> without(List<T> list, int position) {
        List<T> shorter = new ArrayList<>(list);
        shorter.remove(position);
        return shorter;
    }

    private static <T> List<T> with(List<T> list, int position, T item) {
        List<T> changed = new ArrayList<>(list);
        changed.set(position, item);
        return changed;
    }
}
