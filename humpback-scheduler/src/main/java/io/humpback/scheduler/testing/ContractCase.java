package io.humpback.scheduler.testing;

import io.humpback.core.NodeId;
import io.humpback.core.Resources;
import io.humpback.scheduler.ClusterSnapshot;
import io.humpback.scheduler.ClusterState;
import io.humpback.scheduler.NodeOffer;
import io.humpback.scheduler.PlacementRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** One cluster and some requests to try a strategy on. Immutable. */
record ContractCase(List<Host> hosts, List<PlacementRequest> requests) {
    private static final Resources HUGE = Resources.of(Long.MAX_VALUE, Long.MAX_VALUE);

    /** A node with what is on it; {@code measured} is nothing where it was never measured. */
    record Host(NodeOffer offer, List<PlacementRequest> instances, Resources measured) {
        Host withOffer(NodeOffer newOffer) {
            return new Host(newOffer, instances, measured);
        }

        Host withInstances(List<PlacementRequest> newInstances) {
            return new Host(offer, newInstances, measured);
        }

        Host withoutMeasured() {
            return new Host(offer, instances, Resources.NONE);
        }
    }

    ContractCase {
        hosts = List.copyOf(hosts);
        requests = List.copyOf(requests);
    }

    /** Returns the case that {@code seed} determines: also nodes without capacity, overfull ones and one that is huge. */
    static ContractCase of(long seed) {
        Random random = new Random(seed);
        RandomCluster cluster = new RandomCluster(seed, 1 + random.nextInt(6));
        List<Host> hosts = new ArrayList<>();
        for (NodeOffer offer : cluster.offers()) {
            boolean huge = random.nextInt(30) == 0;
            Resources capacity = huge ? HUGE : offer.capacity();
            Resources measured = random.nextInt(3) == 0
                    ? Resources.of(random.nextInt(9000), random.nextLong() >>> 24)
                    : Resources.NONE;
            List<PlacementRequest> instances = cluster.requests(random.nextInt(6));
            if (huge && random.nextInt(2) == 0) {
                instances = List.of(PlacementRequest.of(TestingCluster.USED, HUGE));
            }
            hosts.add(new Host(offer.withCapacity(capacity), instances, measured));
        }
        return new ContractCase(hosts, cluster.requests(3));
    }

    ContractCase withHosts(List<Host> newHosts) {
        return new ContractCase(newHosts, requests);
    }

    ContractCase withRequests(List<PlacementRequest> newRequests) {
        return new ContractCase(hosts, newRequests);
    }

    ClusterSnapshot snapshot() {
        ClusterState state = new ClusterState();
        for (Host host : hosts) {
            NodeId id = host.offer.id();
            state.join(host.offer);
            host.instances.forEach(instance -> state.reserve(id, instance));
            if (!host.measured.isNone()) {
                state.heartbeat(id, Instant.EPOCH, host.measured);
            }
        }
        return state.snapshot();
    }

    /** Returns the case as a reader can type it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("new TestingCluster()");
        for (Host host : hosts) {
            String name = "\"" + host.offer.id() + "\", ";
            text.append("\n    .node(")
                    .append(name)
                    .append(code(host.offer.capacity()))
                    .append(", NONE)");
            if (!host.offer.labels().isEmpty()) {
                text.append(" // labels ").append(new TreeMap<>(host.offer.labels()));
            }
            for (PlacementRequest instance : host.instances) {
                text.append("\n    .instance(").append(name).append("\"").append(instance.meta());
                text.append("\", ").append(code(instance.resources())).append(")");
            }
            if (!host.measured.isNone()) {
                text.append("\n    .measured(")
                        .append(name)
                        .append(code(host.measured))
                        .append(")");
            }
        }
        for (PlacementRequest request : requests) {
            text.append("\nrequest: ").append(request);
        }
        return text.toString();
    }

    private static String code(Resources resources) {
        StringBuilder text = new StringBuilder("Resources.of(");
        text.append(resources.cpuMillis())
                .append(", ")
                .append(resources.memoryBytes())
                .append(")");
        resources
                .extended()
                .forEach((name, amount) -> text.append(".with(\"")
                        .append(name)
                        .append("\", ")
                        .append(amount)
                        .append(")"));
        return text.toString();
    }
}
