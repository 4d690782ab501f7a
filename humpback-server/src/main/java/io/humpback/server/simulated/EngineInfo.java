package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import io.humpback.server.simulated.SimulatedContainer.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** What an engine says of itself. Stateless. */
final class EngineInfo {
    static final String KERNEL = "simulated";

    private static final int ID_LETTERS = 48;

    private EngineInfo() {}

    static ObjectNode of(Host host) {
        EngineProfile profile = host.profile;
        List<SimulatedContainer> containers = host.containers();
        ObjectNode info = Json.object();
        info.put("ID", id(host))
                .put("Containers", containers.size())
                .put("ContainersRunning", count(containers, Status.RUNNING) + count(containers, Status.RESTARTING))
                .put("ContainersPaused", count(containers, Status.PAUSED))
                .put("ContainersStopped", count(containers, Status.EXITED) + count(containers, Status.CREATED))
                .put("Images", host.images.size())
                .put("Driver", "overlay2")
                .put("MemoryLimit", true)
                .put("CPUShares", true)
                .put("NEventsListener", host.events.followers())
                .put("SystemTime", host.clock.instant().toString())
                .put("LoggingDriver", "json-file")
                .put("CgroupDriver", "cgroupfs")
                .put("KernelVersion", KERNEL)
                .put("OperatingSystem", "Humpback simulation")
                .put("OSType", "linux")
                .put("Architecture", "x86_64")
                .put("NCPU", profile.cpus())
                .put("MemTotal", profile.memoryBytes())
                .put("DockerRootDir", "/var/lib/docker")
                .put("Name", profile.name())
                .put("ServerVersion", profile.version())
                .put("LiveRestoreEnabled", false);
        var labels = info.putArray("Labels");
        new TreeMap<>(profile.labels()).forEach((key, value) -> labels.add(key + "=" + value));
        info.putObject("Swarm").put("LocalNodeState", "inactive");
        return info;
    }

    /** Returns an id of a real one's form, the same at each start for a socket, so that a node is known again. */
    private static String id(Host host) {
        String seed = host.profile.name() + "/" + host.profile.socket();
        String letters = BaseEncoding.base32()
                .encode(Hashing.sha512()
                        .hashString(seed, StandardCharsets.UTF_8)
                        .asBytes())
                .substring(0, ID_LETTERS);
        return String.join(":", Splitter.fixedLength(4).split(letters));
    }

    private static long count(List<SimulatedContainer> containers, Status status) {
        return containers.stream()
                .filter(container -> container.status == status)
                .count();
    }
}
