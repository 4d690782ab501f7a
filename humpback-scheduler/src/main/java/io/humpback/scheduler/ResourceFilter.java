package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/** Never lets more be reserved than capacity x (1 + overcommit). */
final class ResourceFilter implements NodeFilter {
    private static final Veto NO_CAPACITY = Veto.permanent("have no capacity");
    private static final Veto LACK_CPU = Veto.temporary("lack CPU");
    private static final Veto LACK_MEMORY = Veto.temporary("lack memory");
    private static final Veto NEVER_CPU = Veto.permanent("lack CPU");
    private static final Veto NEVER_MEMORY = Veto.permanent("lack memory");

    private final long overcommit;

    ResourceFilter(double overcommit) {
        this.overcommit = Overcommit.millionths(overcommit);
    }

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        long cpu = request.resources().cpuMillis();
        long cpuLimit = Overcommit.limit(node.cpuMillis(), overcommit);
        if (lacks(cpu, node.reservedCpuMillis(), cpuLimit)) {
            return cpu > cpuLimit ? NEVER_CPU : LACK_CPU;
        }
        long memory = request.resources().memoryBytes();
        long memoryLimit = Overcommit.limit(node.memoryBytes(), overcommit);
        if (lacks(memory, node.reservedMemoryBytes(), memoryLimit)) {
            return memory > memoryLimit ? NEVER_MEMORY : LACK_MEMORY;
        }
        Prepared wanted = request.prepared();
        for (int i = 0; i < wanted.extendedNames.length; i++) {
            long capacity = node.capacityOf(wanted.extendedNames[i]);
            long amount = wanted.extendedAmounts[i];
            if (lacks(amount, node.reservedOf(wanted.extendedNames[i]), capacity)) {
                return amount > capacity ? wanted.extendedNevers[i] : wanted.extendedVetoes[i];
            }
        }
        return request.resources().isNone() && hasNoCapacity(node) ? NO_CAPACITY : null;
    }

    /** What asks for nothing always fits, also where too much is reserved. */
    private static boolean lacks(long wanted, long reserved, long limit) {
        return wanted > 0 && wanted > limit - reserved;
    }

    /** A node that says nothing of its capacity is not known yet; what has extended resources alone is a node. */
    private static boolean hasNoCapacity(NodeView node) {
        return node.cpuMillis() == 0 && node.memoryBytes() == 0 && node.hasNoExtended();
    }

    @Override
    public @Nullable Fact fact(PlacementRequest request, NodeView node) {
        long cpu = request.resources().cpuMillis();
        long cpuLimit = Overcommit.limit(node.cpuMillis(), overcommit);
        if (lacks(cpu, node.reservedCpuMillis(), cpuLimit)) {
            return shortage(Amounts.CPU, cpu, cpuLimit - node.reservedCpuMillis());
        }
        long memory = request.resources().memoryBytes();
        long memoryLimit = Overcommit.limit(node.memoryBytes(), overcommit);
        if (lacks(memory, node.reservedMemoryBytes(), memoryLimit)) {
            return shortage(Amounts.MEMORY, memory, memoryLimit - node.reservedMemoryBytes());
        }
        Prepared wanted = request.prepared();
        for (int i = 0; i < wanted.extendedNames.length; i++) {
            String name = wanted.extendedNames[i];
            if (lacks(wanted.extendedAmounts[i], node.reservedOf(name), node.capacityOf(name))) {
                return shortage(name, wanted.extendedAmounts[i], node.capacityOf(name) - node.reservedOf(name));
            }
        }
        return null;
    }

    private static Fact shortage(String resource, long needed, long free) {
        return new Fact.Shortage(resource, needed, Math.max(0, free));
    }

    @Override
    public String name() {
        return "resources";
    }
}
