package io.humpback.server.security;

import io.humpback.core.ContainerSpec;
import io.humpback.core.LogConfig;
import io.humpback.core.Ulimit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a container's limits may be under any profile. Beyond it the kernel or the engine would refuse the container, or
 * take something else without a word. What a number can never be, its own type refuses already. Stateless.
 */
final class LimitRules {
    private static final Set<String> LIMITS = Set.of(
            "as",
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");
    private static final long MIN_MEMORY = 6L << 20;

    /** What the kernel takes; above it cuts off without a word. */
    private static final long MAX_CPU_SHARES = 262_144;

    /** A page, and far more memory than a host has. */
    private static final long MIN_SHM = 4096;

    private static final long MAX_SHM = 1L << 40;
    private static final int MAX_LOG_OPTIONS = 64;
    private static final int MAX_LOG_OPTION = 4096;
    private static final Set<String> FILE_DRIVERS = Set.of("", "json-file", "local");
    private static final Pattern SIZE = Pattern.compile("-1|[1-9][0-9]{0,11}(\\.[0-9]{1,6})?([kKmMgGtT][iI]?)?[bB]?");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,4}");

    private LimitRules() {}

    /** Adds to {@code found} what is wrong with the limits of {@code spec}. */
    static void check(ContainerSpec spec, List<Violation> found) {
        long memory = spec.memoryBytes();
        AdmissionRules.check(
                memory == 0 || memory >= MIN_MEMORY,
                "Memory",
                "memory",
                memory + " bytes (expected: 0 or at least " + MIN_MEMORY + ")",
                found);
        AdmissionRules.check(
                spec.cpuShares() <= MAX_CPU_SHARES,
                "CPUShares",
                "cpu",
                spec.cpuShares() + " (expected: 0-" + MAX_CPU_SHARES + ")",
                found);
        long shm = spec.shmBytes();
        AdmissionRules.check(
                shm == 0 || (shm >= MIN_SHM && shm <= MAX_SHM),
                "SHMSize",
                "shm",
                shm + " bytes (expected: 0, or " + MIN_SHM + "-" + MAX_SHM + ")",
                found);
        spec.ulimits().forEach(limit -> check(limit, found));
        check(spec.logConfig(), found);
    }

    private static void check(Ulimit limit, List<Violation> found) {
        AdmissionRules.check(
                LIMITS.contains(limit.name())
                        && (limit.hard() == -1 || (limit.soft() >= 0 && limit.soft() <= limit.hard())),
                "Ulimits",
                "ulimit",
                limit + " (expected: a limit of the kernel, soft at most hard)",
                found);
    }

    private static void check(LogConfig log, List<Violation> found) {
        Map<String, String> options = log.options();
        AdmissionRules.check(
                options.size() <= MAX_LOG_OPTIONS,
                "LogConfig.Config",
                "log-option",
                options.size() + " options (expected: at most " + MAX_LOG_OPTIONS + ")",
                found);
        options.forEach((key, value) -> AdmissionRules.check(
                value.length() <= MAX_LOG_OPTION && value.chars().noneMatch(Character::isISOControl),
                "LogConfig.Config." + key,
                "log-option",
                "too long, or a control character (expected: at most " + MAX_LOG_OPTION + " characters)",
                found));
        if (FILE_DRIVERS.contains(log.driver())) {
            check(options, "max-size", SIZE, "a number of bytes, for example 10m", found);
            check(options, "max-file", COUNT, "1-99999", found);
        }
    }

    private static void check(
            Map<String, String> options, String key, Pattern form, String expected, List<Violation> found) {
        String value = options.getOrDefault(key, "");
        AdmissionRules.check(
                !options.containsKey(key) || form.matcher(value).matches(),
                "LogConfig.Config." + key,
                "log-option",
                "\"" + value + "\" (expected: " + expected + ")",
                found);
    }
}
