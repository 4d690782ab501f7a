package io.humpback.examples.supervisor;

import io.humpback.scheduler.supervisor.Supervisor;
import io.humpback.scheduler.supervisor.Workload;
import io.humpback.scheduler.supervisor.Workloads;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps four processes of the operating system alive on two hosts: starts again one that was killed, and moves those of
 * a host that is gone. No containers, no server, only {@code humpback-core} and {@code humpback-scheduler}. The hosts are
 * both this machine; over ssh they would not be.
 *
 * <p>Run it, kill one of the {@code sleep 100000} from another terminal, and see another one come. Enter ends it.
 */
public final class ProcessSupervisor {
    private ProcessSupervisor() {}

    /** A host: all that Humpback has to know of processes. */
    static final class Host implements Workloads {
        final Map<String, Process> processes = new ConcurrentHashMap<>();

        @Override
        public Collection<String> list() {
            processes.values().removeIf(process -> !process.isAlive());
            return processes.keySet();
        }

        @Override
        public void start(Workload workload) throws IOException {
            processes.put(workload.id(), new ProcessBuilder(workload.command().split(" ")).start());
        }

        @Override
        public void stop(String id) {
            processes.computeIfPresent(id, (same, process) -> {
                process.destroyForcibly().onExit().join();
                return null;
            });
        }

        void stopAll() {
            processes.keySet().forEach(this::stop);
        }
    }

    /** Runs until Enter. */
    public static void main(String[] args) throws IOException {
        Host left = new Host();
        Host right = new Host();
        try (Supervisor supervisor =
                Supervisor.builder().node("left", left).node("right", right).start()) {
            supervisor.run("sleeper", "sleep 100000", 4).join();
            System.out.println("left: " + left.processes.values() + "\nright: " + right.processes.values());
            System.in.read();
        }
        left.stopAll();
        right.stopAll();
    }
}
