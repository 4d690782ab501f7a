package io.humpback.scheduler;

import org.jspecify.annotations.Nullable;

/** Never lets more be reserved than capacity x (1 + overcommit). What asks for nothing always fits. */
record ResourceFilter(double overcommit) implements NodeFilter {
    private static final Veto CPU = Veto.temporary("lack CPU");
    private static final Veto MEMORY = Veto.temporary("lack memory");

    ResourceFilter {
        checkOvercommit(overcommit);
    }

    static double checkOvercommit(double overcommit) {
        if (!(overcommit > -1 && overcommit < 1000)) {
            throw new IllegalArgumentException("overcommit: " + overcommit + " (expected: above -1, below 1000)");
        }
        return overcommit;
    }

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        if (!fits(request.resources().cpuMillis(), node.reservedCpuMillis(), node.cpuMillis())) {
            return CPU;
        }
        return fits(request.resources().memoryBytes(), node.reservedMemoryBytes(), node.memoryBytes()) ? null : MEMORY;
    }

    private boolean fits(long wanted, long reserved, long capacity) {
        return wanted == 0 || wanted <= capacity * (1 + overcommit) - reserved;
    }
}
