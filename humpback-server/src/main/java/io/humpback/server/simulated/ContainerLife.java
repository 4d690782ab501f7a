package io.humpback.server.simulated;

import io.humpback.server.simulated.SimulatedContainer.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What happens to containers, in the order and with the events of a real engine. On the loop's thread only. */
final class ContainerLife {
    private static final Duration FIRST_RESTART = Duration.ofMillis(100);
    private static final Duration LONGEST_RESTART = Duration.ofMinutes(1);
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final int KILLED = 137;
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final Map<String, Integer> SIGNALS =
            Map.of("KILL", SIGKILL, "TERM", SIGTERM, "INT", 2, "HUP", 1, "QUIT", 3, "USR1", 10, "USR2", 12);
    private static final Set<Integer> ENDING = Set.of(SIGTERM, SIGKILL, 2, 3);

    private final EventLoop loop;
    private final InstantSource clock;
    private final EventLog events;
    private final PortTable ports = new PortTable();
    private int nextPid = 1000;

    ContainerLife(EventLoop loop, InstantSource clock, EventLog events) {
        this.loop = loop;
        this.clock = clock;
        this.events = events;
    }

    void start(SimulatedContainer container) {
        switch (container.status) {
            case PAUSED -> throw new Refusal(409, "cannot start a paused container, try unpause instead");
            case RUNNING, RESTARTING -> throw new Refusal(304, "already started");
            default -> {
                container.stoppedByHand = false;
                container.failuresInARow = 0;
                begin(container);
            }
        }
    }

    private void begin(SimulatedContainer container) {
        String missing = container.program.missing();
        if (missing != null) {
            container.error = "failed to create shim task: OCI runtime create failed: runc create failed: unable to"
                    + " start container process: exec: \"" + missing + "\": stat " + missing
                    + ": no such file or directory: unknown";
            container.exitCode = 127;
            throw new Refusal(400, container.error);
        }
        ports.bind(container);
        container.status = Status.RUNNING;
        container.error = "";
        container.exitCode = 0;
        container.pid = nextPid++;
        container.startedAt = clock.instant().toString();
        container.startedNanos = System.nanoTime();
        container.output.append(container.program.output());
        tell(container, "start");
        beginChecks(container);
        Duration lifetime = container.program.lifetime();
        if (lifetime != null) {
            container.next = loop.schedule(lifetime, () -> endsByItself(container));
        }
    }

    private void endsByItself(SimulatedContainer container) {
        if (container.status == Status.PAUSED) { // its clock stands still; it goes on when it is thawed
            container.next = loop.schedule(FIRST_RESTART, () -> endsByItself(container));
            return;
        }
        die(container, container.program.exitCode());
        restartByPolicy(container);
        settled(container);
    }

    private void restartByPolicy(SimulatedContainer container) {
        var policy = container.hostConfig.path("RestartPolicy");
        String name = policy.path("Name").asText();
        int max = policy.path("MaximumRetryCount").asInt();
        boolean ran = System.nanoTime() - container.startedNanos > STABLE.toNanos();
        container.failuresInARow = ran ? 0 : container.failuresInARow;
        boolean again = switch (name) {
            case "always", "unless-stopped" -> true;
            case "on-failure" -> container.exitCode != 0 && (max == 0 || container.failuresInARow < max);
            default -> false;
        };
        if (again && !container.stoppedByHand) {
            Duration delay = FIRST_RESTART.multipliedBy(1L << Math.min(container.failuresInARow, 10));
            container.failuresInARow++;
            container.restarts++;
            container.status = Status.RESTARTING;
            container.next = loop.schedule(
                    delay.compareTo(LONGEST_RESTART) > 0 ? LONGEST_RESTART : delay, () -> beginUnasked(container));
        }
    }

    /** Ends the process; the caller tells what led to it. */
    private void die(SimulatedContainer container, int exitCode) {
        cancelTimers(container);
        container.status = Status.EXITED;
        container.exitCode = exitCode;
        container.pid = 0;
        container.health = container.health.isEmpty() ? "" : "unhealthy";
        container.finishedAt = clock.instant().toString();
        ports.release(container);
        tell(container, "die", Map.of("exitCode", Integer.toString(exitCode)));
    }

    private void settled(SimulatedContainer container) {
        if (!container.status.isLive() && container.status != Status.RESTARTING) {
            List.copyOf(container.waiters).forEach(waiter -> waiter.accept(container));
            container.waiters.clear();
        }
    }

    void stop(SimulatedContainer container) {
        if (container.status == Status.RESTARTING) {
            cancelTimers(container);
            container.status = Status.EXITED;
        } else if (container.status.isLive()) {
            signal(container, SIGTERM);
            if (container.program.heedsTerm()) {
                die(container, 0);
            } else {
                signal(container, SIGKILL);
                die(container, KILLED);
            }
        } else {
            throw new Refusal(304, "already stopped");
        }
        container.stoppedByHand = true;
        tell(container, "stop");
        settled(container);
    }

    void restart(SimulatedContainer container) {
        if (container.status == Status.RESTARTING || container.status.isLive()) {
            stop(container);
        }
        container.stoppedByHand = false;
        begin(container);
        tell(container, "restart");
    }

    void kill(SimulatedContainer container, String signal) {
        int number = number(signal);
        if (!container.status.isLive()) {
            throw new Refusal(
                    409,
                    "Cannot kill container: " + container.name + ": Container " + container.id + " is not running");
        }
        signal(container, number);
        if (number == SIGKILL || (ENDING.contains(number) && container.program.heedsTerm())) {
            container.stoppedByHand = true;
            die(container, number == SIGKILL ? KILLED : 0);
            settled(container);
        }
    }

    private static int number(String signal) {
        String name = signal.toUpperCase(Locale.ROOT);
        String bare = name.startsWith("SIG") ? name.substring(3) : name;
        if (bare.matches("\\d{1,2}")) {
            return Integer.parseInt(bare);
        }
        Integer number = SIGNALS.get(bare.isEmpty() ? "KILL" : bare);
        if (number == null) {
            throw new Refusal(400, "Invalid signal: " + signal);
        }
        return number;
    }

    /** A paused container is thawed to hear it. */
    private void signal(SimulatedContainer container, int number) {
        tell(container, "kill", Map.of("signal", Integer.toString(number)));
        if (container.status == Status.PAUSED && ENDING.contains(number)) {
            container.status = Status.RUNNING;
            tell(container, "unpause");
        }
    }

    void pause(SimulatedContainer container) {
        if (container.status == Status.PAUSED) {
            throw new Refusal(409, "Container " + container.id + " is already paused");
        }
        if (container.status == Status.RESTARTING) {
            throw new Refusal(409, "Container " + container.id + " is restarting, wait until the container is running");
        }
        if (container.status != Status.RUNNING) {
            throw new Refusal(409, "Container " + container.id + " is not running");
        }
        container.status = Status.PAUSED;
        tell(container, "pause");
    }

    void unpause(SimulatedContainer container) {
        if (container.status != Status.PAUSED) {
            throw new Refusal(500, "Container " + container.id + " is not paused");
        }
        container.status = Status.RUNNING;
        tell(container, "unpause");
    }

    void remove(SimulatedContainer container, boolean force) {
        if (container.status.isLive() || container.status == Status.RESTARTING) {
            if (!force) {
                boolean paused = container.status == Status.PAUSED;
                throw new Refusal(
                        409,
                        "You cannot remove a " + (paused ? "paused" : container.status.word()) + " container "
                                + container.id + (paused ? ". Unpause and then s" : ". S")
                                + "top the container before attempting removal or force remove");
            }
            if (container.status.isLive()) {
                container.stoppedByHand = true;
                signal(container, SIGKILL);
                die(container, KILLED);
            }
        }
        cancelTimers(container);
        container.status = Status.EXITED;
        settled(container);
        tell(container, "destroy");
    }

    /** The host is gone and all its processes with it; nobody is there to tell. */
    void loseHost(SimulatedContainer container) {
        cancelTimers(container);
        if (container.status.isLive() || container.status == Status.RESTARTING) {
            container.status = Status.EXITED;
            container.exitCode = KILLED;
            container.pid = 0;
            container.finishedAt = clock.instant().toString();
            ports.release(container);
        }
    }

    /** The host has come back: starts what its policy wants. */
    void hostBack(SimulatedContainer container) {
        String policy = container.hostConfig.path("RestartPolicy").path("Name").asText();
        boolean wanted = policy.equals("always") || (policy.equals("unless-stopped") && !container.stoppedByHand);
        if (wanted && container.status == Status.EXITED) {
            beginUnasked(container);
        }
    }

    /** Starts where nobody asked; what is refused, as for a port that is taken, stays ended, with its reason. */
    private void beginUnasked(SimulatedContainer container) {
        try {
            begin(container);
        } catch (Refusal refusal) {
            container.error = String.valueOf(refusal.getMessage());
            container.status = Status.EXITED;
        }
    }

    private void beginChecks(SimulatedContainer container) {
        if (!container.healthCheck().isEmpty()) {
            container.health = "starting";
            container.failedChecks = 0;
            scheduleCheck(container);
        }
    }

    private void scheduleCheck(SimulatedContainer container) {
        long nanos = container.config.path("Healthcheck").path("Interval").asLong();
        Duration interval = nanos > 0 ? Duration.ofNanos(nanos) : Duration.ofSeconds(1);
        container.nextCheck = loop.schedule(interval, () -> check(container));
    }

    private void check(SimulatedContainer container) {
        int retries = container.config.path("Healthcheck").path("Retries").asInt();
        boolean passed = Program.of(container.healthCheck()).exitCode() == 0;
        container.failedChecks = passed ? 0 : container.failedChecks + 1;
        String before = container.health;
        if (passed) {
            container.health = "healthy";
        } else if (container.failedChecks >= (retries > 0 ? retries : 3)) {
            container.health = "unhealthy";
        }
        if (!container.health.equals(before)) {
            tell(container, "health_status: " + container.health);
        }
        scheduleCheck(container);
    }

    private static void cancelTimers(SimulatedContainer container) {
        if (container.next != null) {
            container.next.cancel();
            container.next = null;
        }
        if (container.nextCheck != null) {
            container.nextCheck.cancel();
            container.nextCheck = null;
        }
    }

    void tell(SimulatedContainer container, String action) {
        tell(container, action, Map.of());
    }

    void tell(SimulatedContainer container, String action, Map<String, String> more) {
        Map<String, String> attributes = container.labels();
        attributes.put("image", container.config.path("Image").asText());
        attributes.put("name", container.name);
        attributes.putAll(more);
        events.add("container", action, container.id, attributes);
    }
}
