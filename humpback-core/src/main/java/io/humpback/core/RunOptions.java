package io.humpback.core;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a container is run with beside what the original knew. Immutable.
 *
 * @param cpuMillis how much CPU its processes may use at most, in thousandths of a core: 10-10,000,000, 0 for as much as
 *     there is
 * @param pidsLimit how many processes and threads it may have, 1-4,194,304, 0 for the engine's default
 * @param init whether a small init is its first process, which passes on signals and reaps processes
 * @param capDrop the capabilities that its processes do not get, by their names without {@code CAP_}, sorted; {@code ALL}
 *     for every one
 * @param healthCheck how the engine finds out whether it is well
 * @param pullPolicy when its image is fetched
 * @param stopOnDisconnectMillis for how long its agent may hear nothing of the cluster before it stops it, 10 s to 1 h;
 *     0 for ever. See {@link StopOnDisconnect}
 */
public record RunOptions(
        long cpuMillis,
        long pidsLimit,
        boolean init,
        List<String> capDrop,
        HealthCheck healthCheck,
        PullPolicy pullPolicy,
        long stopOnDisconnectMillis) {
    /** What the kernel takes as the highest id of a process, so that no limit above it means anything. */
    public static final long MAX_PIDS = 4_194_304;

    /** Docker takes no less than a hundredth of a core. */
    public static final long MIN_CPU_MILLIS = 10;

    /** Far more cores than a host has. */
    public static final long MAX_CPU_MILLIS = 10_000_000;

    private static final int MAX_CAPABILITIES = 64;

    /** As of Linux 6.12, capabilities(7). */
    private static final Set<String> CAPABILITIES = Set.of(
            "ALL",
            "AUDIT_CONTROL",
            "AUDIT_READ",
            "AUDIT_WRITE",
            "BLOCK_SUSPEND",
            "BPF",
            "CHECKPOINT_RESTORE",
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "IPC_LOCK",
            "IPC_OWNER",
            "KILL",
            "LEASE",
            "LINUX_IMMUTABLE",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "MKNOD",
            "NET_ADMIN",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_RAW",
            "PERFMON",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYSLOG",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_CHROOT",
            "SYS_MODULE",
            "SYS_NICE",
            "SYS_PACCT",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "WAKE_ALARM");

    /** Nothing of it. */
    public static final RunOptions DEFAULT = new RunOptions();

    /** Checks the ranges, and writes the capabilities in one way: upper case, without {@code CAP_}, sorted, each once. */
    public RunOptions {
        checkZeroOr("cpuMillis", cpuMillis, MIN_CPU_MILLIS, MAX_CPU_MILLIS);
        checkZeroOr("pidsLimit", pidsLimit, 1, MAX_PIDS);
        capDrop = capabilities(capDrop);
        checkZeroOr(
                "stopOnDisconnectMillis",
                stopOnDisconnectMillis,
                StopOnDisconnect.SHORTEST.toMillis(),
                StopOnDisconnect.LONGEST.toMillis());
    }

    /** Creates options of what goes on whatever its agent hears. */
    public RunOptions(
            long cpuMillis,
            long pidsLimit,
            boolean init,
            List<String> capDrop,
            HealthCheck healthCheck,
            PullPolicy pullPolicy) {
        this(cpuMillis, pidsLimit, init, capDrop, healthCheck, pullPolicy, 0);
    }

    /** Creates {@link #DEFAULT}; this is what a document says that was written before there were such options. */
    public RunOptions() {
        this(0, 0, false, List.of(), HealthCheck.OF_IMAGE, PullPolicy.OF_HOST);
    }

    private static void checkZeroOr(String name, long value, long min, long max) {
        if (value != 0 && (value < min || value > max)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0, or " + min + "-" + max + ")");
        }
    }

    private static List<String> capabilities(Collection<String> names) {
        Checks.checkRange("capDrop.size", names.size(), 0, MAX_CAPABILITIES);
        return names.stream().map(RunOptions::capability).distinct().sorted().toList();
    }

    private static String capability(String name) {
        String plain = name.strip().toUpperCase(Locale.ROOT);
        plain = plain.startsWith("CAP_") ? plain.substring("CAP_".length()) : plain;
        if (!CAPABILITIES.contains(plain)) {
            throw new IllegalArgumentException(
                    "capDrop: \"" + name + "\" (expected: a capability's name, for example NET_RAW, or ALL)");
        }
        return plain;
    }

    /** Returns these options with another policy for the image. */
    public RunOptions withPullPolicy(PullPolicy newPolicy) {
        return new RunOptions(cpuMillis, pidsLimit, init, capDrop, healthCheck, newPolicy, stopOnDisconnectMillis);
    }

    /** Returns for how long its agent may hear nothing of the cluster before it stops it, zero for ever. */
    public Duration stopOnDisconnect() {
        return Duration.ofMillis(stopOnDisconnectMillis);
    }
}
