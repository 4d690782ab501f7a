package io.humpback.server.cli;

import io.humpback.core.HostedContainer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says why an instance is where it is, from what was seen and nothing else. Stateless. */
final class DemoReasons {
    private DemoReasons() {}

    /** Returns why an instance of a service that was just created got its node: instances are placed in their order. */
    static String ofPlacement(int index, Map<Integer, HostedContainer> all) {
        Map<String, Integer> earlier = new HashMap<>();
        Set<String> nodes = new HashSet<>();
        all.forEach((other, hosted) -> {
            nodes.add(hosted.nodeName());
            if (other < index) {
                earlier.merge(hosted.nodeName(), 1, Integer::sum);
            }
        });
        HostedContainer own = all.get(index);
        int there = own == null ? 0 : earlier.getOrDefault(own.nodeName(), 0);
        if (there == 0) {
            return "had none of them";
        }
        boolean everywhere = nodes.stream().allMatch(node -> earlier.getOrDefault(node, 0) >= there);
        return everywhere ? "every node has " + there + ", none is less loaded" : "has " + there + " of them already";
    }

    /** Returns what has become of an instance, and why if something has. */
    static String ofChange(@Nullable HostedContainer before, HostedContainer now, String why) {
        if (before == null) {
            return "new: " + why;
        }
        if (!before.nodeName().equals(now.nodeName())) {
            return "moved from " + before.nodeName() + ": " + why;
        }
        return before.container().id().equals(now.container().id()) ? "untouched" : "created again: " + why;
    }
}
