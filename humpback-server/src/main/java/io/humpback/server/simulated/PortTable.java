package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which of a host's ports are taken by containers. On the loop's thread only. */
final class PortTable {
    private static final int FIRST_FREE = 49_153;

    private final Set<Integer> taken = new HashSet<>();

    /** Takes all ports that a container publishes, or none; refused if one is taken. */
    void bind(SimulatedContainer container) {
        if (!container.isBridged()) {
            return;
        }
        Map<String, Integer> wanted = wanted(container);
        for (int port : wanted.values()) {
            if (port != 0 && taken.contains(port)) {
                throw new Refusal(
                        500,
                        "driver failed programming external connectivity on endpoint " + container.name + " ("
                                + container.id + "): Bind for 0.0.0.0:" + port + " failed: port is already allocated");
            }
        }
        wanted.replaceAll((exposed, port) -> {
            int bound = port == 0 ? free() : port;
            taken.add(bound);
            return bound;
        });
        container.boundPorts.putAll(wanted);
    }

    void release(SimulatedContainer container) {
        taken.removeAll(container.boundPorts.values());
        container.boundPorts.clear();
    }

    private int free() {
        int port = FIRST_FREE;
        while (taken.contains(port)) {
            port++;
        }
        return port;
    }

    /** Returns the host's port for each exposed one, 0 for any; bindings of ports that are not exposed are ignored. */
    private static Map<String, Integer> wanted(SimulatedContainer container) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        JsonNode bindings = container.hostConfig.path("PortBindings");
        boolean all = container.hostConfig.path("PublishAllPorts").asBoolean();
        container.config.path("ExposedPorts").fieldNames().forEachRemaining(exposed -> {
            JsonNode binding = bindings.path(exposed);
            if (!binding.isEmpty()) {
                wanted.put(exposed, binding.path(0).path("HostPort").asInt());
            } else if (all) {
                wanted.put(exposed, 0);
            }
        });
        return wanted;
    }
}
