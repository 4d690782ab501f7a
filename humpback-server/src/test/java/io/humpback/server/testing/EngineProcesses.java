package io.humpback.server.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of one engine: those that name its directory, those whose root directory lies in it, and what descends
 * from them. No other process is ever touched.
 */
final class EngineProcesses {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The fifth field of a line of mountinfo is where it is mounted. */
    private static final Pattern ROOT_MOUNT = Pattern.compile("(?:\\S+ ){4}/ ");

    private final String directory;

    EngineProcesses(Path directory) {
        this.directory = directory + "/";
    }

    /** Kills the daemon, then its containerd and its shims, then what ran in containers. */
    void killAll() {
        killWhere(process -> isDaemon(process));
        await("processes of " + directory).atMost(LIMIT).until(() -> {
            killWhere(process -> true);
            return all().isEmpty();
        });
    }

    /** Kills the daemon and its containerd; containers go on. */
    void killDaemon() {
        await("daemon of " + directory).atMost(LIMIT).until(() -> {
            killWhere(process -> isDaemon(process) || isContainerd(process));
            return all().stream().noneMatch(process -> isDaemon(process) || isContainerd(process));
        });
    }

    void signalDaemon(String signal) {
        signal(signal, EngineProcesses::isDaemon);
    }

    void signalContainerd(String signal) {
        signal(signal, EngineProcesses::isContainerd);
    }

    Set<ProcessHandle> all() {
        List<ProcessHandle> own = ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> names(process) || isRootedHere(process))
                .toList();
        return Stream.concat(own.stream(), own.stream().flatMap(ProcessHandle::descendants))
                .filter(ProcessHandle::isAlive)
                .filter(process -> !isZombie(process))
                .collect(Collectors.toSet());
    }

    private void signal(String signal, Predicate<ProcessHandle> which) {
        List<String> pids = all().stream()
                .filter(which)
                .map(process -> Long.toString(process.pid()))
                .toList();
        if (pids.isEmpty()) {
            throw new IllegalStateException("no process to signal: " + directory);
        }
        pids.forEach(pid -> Programs.run("kill", "-" + signal, pid));
    }

    private void killWhere(Predicate<ProcessHandle> which) {
        all().stream().filter(which).forEach(ProcessHandle::destroyForcibly);
    }

    private boolean names(ProcessHandle process) {
        return commandLine(process).contains(directory);
    }

    /** A container's root is an overlay whose layers lie in the engine's directory. */
    private boolean isRootedHere(ProcessHandle process) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc", Long.toString(process.pid()), "mountinfo"))) {
            return mounts.anyMatch(line -> ROOT_MOUNT.matcher(line).lookingAt() && line.contains(directory));
        } catch (IOException | RuntimeException e) {
            return false; // it has just ended
        }
    }

    private static boolean isDaemon(ProcessHandle process) {
        return program(process).equals("dockerd");
    }

    private static boolean isContainerd(ProcessHandle process) {
        return program(process).equals("containerd");
    }

    private static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return true;
        }
    }

    private static String program(ProcessHandle process) {
        String line = commandLine(process);
        String first = line.contains("\0") ? line.substring(0, line.indexOf('\0')) : line;
        return first.substring(first.lastIndexOf('/') + 1);
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
