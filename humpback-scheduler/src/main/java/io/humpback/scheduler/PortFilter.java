package io.humpback.scheduler;

import io.humpback.core.PortMapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for the host's ports which the request names to be free. */
final class PortFilter implements NodeFilter {
    static final PortFilter INSTANCE = new PortFilter();

    private static final Veto TAKEN = Veto.temporary("have a wanted port taken");

    private PortFilter() {}

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        List<PortMapping> ports = request.fixedPorts();
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).isFixed() && node.holdsPort(ports.get(i))) {
                return TAKEN;
            }
        }
        List<PortRange> ranges = request.portRanges();
        for (int i = 0; i < ranges.size(); i++) {
            if (node.firstTaken(ranges.get(i)) != 0) {
                return TAKEN;
            }
        }
        return null;
    }

    @Override
    public @Nullable Fact fact(PlacementRequest request, NodeView node) {
        for (PortMapping port : request.fixedPorts()) {
            if (port.isFixed() && node.holdsPort(port)) {
                return new Fact.Mismatch(port.hostPort() + "/" + port.protocol(), "it taken");
            }
        }
        for (PortRange range : request.portRanges()) {
            int taken = node.firstTaken(range);
            if (taken != 0) {
                return new Fact.Mismatch(range.toString(), taken + " taken");
            }
        }
        return null;
    }

    @Override
    public String name() {
        return "ports";
    }
}
