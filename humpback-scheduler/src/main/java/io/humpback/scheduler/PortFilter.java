package io.humpback.scheduler;

import io.humpback.core.PortMapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

enum PortFilter implements NodeFilter {
    INSTANCE;

    private static final Veto TAKEN = Veto.temporary("have a wanted port taken");

    @Override
    public @Nullable Veto veto(PlacementRequest request, NodeView node) {
        List<PortMapping> ports = request.fixedPorts();
        for (int i = 0; i < ports.size(); i++) {
            if (node.holdsPort(ports.get(i))) {
                return TAKEN;
            }
        }
        return null;
    }
}
