package io.humpback.scheduler;

import io.humpback.core.Availability;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node within a {@link ClusterState}, with what is reserved on it. Changed by its owner alone: once it is shared with a
 * snapshot the owner changes a copy.
 */
final class NodeEntry implements NodeView {
    private final Object owner;
    private final Map<MetaId, Integer> instances;
    private final TreeMap<Long, Reservation> reservations;
    private final Map<String, Long> reservedExtended;
    private final PortTable ports;
    private NodeOffer offer;
    private long reservedCpuMillis;
    private long reservedMemoryBytes;
    private @Nullable Resources measured;
    private @Nullable Instant heartbeatAt;

    NodeEntry(Object owner, NodeOffer offer) {
        this.owner = owner;
        this.offer = offer;
        instances = new HashMap<>();
        reservations = new TreeMap<>();
        reservedExtended = new HashMap<>();
        ports = new PortTable();
    }

    /** Returns a copy of {@code other} that {@code owner} may change. */
    NodeEntry(Object owner, NodeEntry other) {
        this.owner = owner;
        offer = other.offer;
        instances = new HashMap<>(other.instances);
        reservations = new TreeMap<>(other.reservations);
        reservedExtended = new HashMap<>(other.reservedExtended);
        ports = new PortTable(other.ports);
        reservedCpuMillis = other.reservedCpuMillis;
        reservedMemoryBytes = other.reservedMemoryBytes;
        measured = other.measured;
        heartbeatAt = other.heartbeatAt;
    }

    boolean isOwnedBy(Object someone) {
        return owner == someone;
    }

    NodeOffer offer() {
        return offer;
    }

    void setOffer(NodeOffer newOffer) {
        offer = newOffer;
    }

    void heartbeat(Instant at, @Nullable Resources newMeasured) {
        heartbeatAt = at;
        if (newMeasured != null) {
            measured = newMeasured;
        }
    }

    @Nullable
    Instant heartbeatAt() {
        return heartbeatAt;
    }

    /** Returns what is reserved, in the order of the ids. */
    Map<Long, Reservation> reservations() {
        return reservations;
    }

    void reserve(Reservation reservation) {
        PlacementRequest request = reservation.request();
        Resources wanted = request.resources();
        long cpu = sum("cpuMillis", reservedCpuMillis, wanted.cpuMillis());
        long memory = sum("memoryBytes", reservedMemoryBytes, wanted.memoryBytes());
        wanted.extended().forEach((name, amount) -> sum(name, reservedOf(name), amount)); // before any change
        wanted.extended().forEach((name, amount) -> reservedExtended.merge(name, amount, Long::sum));
        reservedCpuMillis = cpu;
        reservedMemoryBytes = memory;
        reservations.put(reservation.id(), reservation);
        instances.merge(request.meta(), 1, Integer::sum);
        occupy(request.fixedPorts());
        for (PortRange range : request.portRanges()) {
            ports.take(range.protocol(), range.first(), range.last());
        }
    }

    private long sum(String name, long reserved, long wanted) {
        if (wanted > Long.MAX_VALUE - reserved) {
            throw new IllegalArgumentException(name + ": " + wanted + " beside " + reserved + " reserved, node=" + id()
                    + " (expected: a sum below 2^63)");
        }
        return reserved + wanted;
    }

    void release(Reservation reservation) {
        PlacementRequest request = reservation.request();
        Resources held = request.resources();
        reservations.remove(reservation.id());
        reservedCpuMillis -= held.cpuMillis();
        reservedMemoryBytes -= held.memoryBytes();
        held.extended().forEach((name, amount) -> reservedExtended.merge(name, -amount, NodeEntry::sumOrNull));
        instances.computeIfPresent(request.meta(), (meta, count) -> count == 1 ? null : count - 1);
        vacate(request.fixedPorts());
        for (PortRange range : request.portRanges()) {
            ports.free(range.protocol(), range.first(), range.last());
        }
    }

    private static @Nullable Long sumOrNull(Long a, Long b) {
        return a + b == 0 ? null : (Long) (a + b);
    }

    void occupy(Collection<PortMapping> taken) {
        for (PortMapping port : taken) {
            if (port.isFixed()) {
                ports.take(port.protocol(), port.hostPort(), port.hostPort());
            }
        }
    }

    void vacate(Collection<PortMapping> freed) {
        for (PortMapping port : freed) {
            if (port.isFixed()) {
                ports.free(port.protocol(), port.hostPort(), port.hostPort());
            }
        }
    }

    @Override
    public Node node() {
        return offer.node();
    }

    @Override
    public NodeState state() {
        return offer.state();
    }

    @Override
    public Availability availability() {
        return offer.availability();
    }

    @Override
    public Map<String, String> labels() {
        return offer.labels();
    }

    @Override
    public Set<String> images() {
        return offer.images();
    }

    @Override
    public long cpuMillis() {
        return offer.capacity().cpuMillis();
    }

    @Override
    public long memoryBytes() {
        return offer.capacity().memoryBytes();
    }

    @Override
    public long capacityOf(String name) {
        return offer.capacity().amountOf(name);
    }

    @Override
    public boolean hasNoExtended() {
        return offer.capacity().extended().isEmpty();
    }

    @Override
    public long reservedCpuMillis() {
        return reservedCpuMillis;
    }

    @Override
    public long reservedMemoryBytes() {
        return reservedMemoryBytes;
    }

    @Override
    public long reservedOf(String name) {
        Long amount = reservedExtended.get(name);
        return amount == null ? 0 : amount;
    }

    @Override
    public long measuredCpuMillis() {
        return measured == null ? UNKNOWN : measured.cpuMillis();
    }

    @Override
    public long measuredMemoryBytes() {
        return measured == null ? UNKNOWN : measured.memoryBytes();
    }

    @Override
    public int containers() {
        return (int) Math.min(Integer.MAX_VALUE, (long) offer.foreignContainers() + reservations.size());
    }

    @Override
    public int instances() {
        return reservations.size();
    }

    @Override
    public int maxInstances() {
        return offer.maxInstances();
    }

    @Override
    public int instancesOf(MetaId meta) {
        Integer count = instances.get(meta);
        return count == null ? 0 : count;
    }

    @Override
    public boolean holdsPort(PortMapping port) {
        return ports.contains(port.protocol(), port.hostPort());
    }

    @Override
    public int firstTaken(PortRange range) {
        return ports.firstTaken(range);
    }

    /** Compares what is on the node; who owns the entry does not matter. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NodeEntry entry
                && offer.equals(entry.offer)
                && reservedCpuMillis == entry.reservedCpuMillis
                && reservedMemoryBytes == entry.reservedMemoryBytes
                && reservedExtended.equals(entry.reservedExtended)
                && reservations.equals(entry.reservations)
                && instances.equals(entry.instances)
                && ports.equals(entry.ports)
                && Objects.equals(measured, entry.measured)
                && Objects.equals(heartbeatAt, entry.heartbeatAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(offer, reservations.keySet(), reservedCpuMillis, reservedMemoryBytes);
    }

    @Override
    public String toString() {
        return id() + " with " + reservations.size() + " instances";
    }
}
