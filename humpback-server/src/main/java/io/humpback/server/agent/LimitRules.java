package io.humpback.server.agent;

import io.humpback.core.ContainerSpec;
import io.humpback.core.LogConfig;
import io.humpback.core.Ulimit;
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

    /** Throws {@link NotAdmittedException} that names the field and the rule. */
    static void check(ContainerSpec spec) {
        long memory = spec.memoryBytes();
        Admission.check(
                memory == 0 || memory >= MIN_MEMORY,
                "Memory",
                "memory",
                memory + " bytes (expected: 0 or at least " + MIN_MEMORY + ")");
        Admission.check(
                spec.cpuShares() <= MAX_CPU_SHARES,
                "CPUShares",
                "cpu",
                spec.cpuShares() + " (expected: 0-" + MAX_CPU_SHARES + ")");
        long shm = spec.shmBytes();
        Admission.check(
                shm == 0 || (shm >= MIN_SHM && shm <= MAX_SHM),
                "SHMSize",
                "shm",
                shm + " bytes (expected: 0, or " + MIN_SHM + "-" + MAX_SHM + ")");
        spec.ulimits().forEach(LimitRules::check);
        check(spec.logConfig());
    }

    private static void check(Ulimit limit) {
        Admission.check(
                LIMITS.contains(limit.name())
                        && (limit.hard() == -1 || (limit.soft() >= 0 && limit.soft() <= limit.hard())),
                "Ulimits",
                "ulimit",
                limit + " (expected: a limit of the kernel, soft at most hard)");
    }

    private static void check(LogConfig log) {
        Map<String, String> options = log.options();
        Admission.check(
                options.size() <= MAX_LOG_OPTIONS,
                "LogConfig.Config",
                "log-option",
                options.size() + " options (expected: at most " + MAX_LOG_OPTIONS + ")");
        options.forEach((key, value) -> Admission.check(
                value.length() <= MAX_LOG_OPTION && value.chars().noneMatch(Character::isISOControl),
                "LogConfig.Config." + key,
                "log-option",
                "too long, or a control character (expected: at most " + MAX_LOG_OPTION + " characters)"));
        if (FILE_DRIVERS.contains(log.driver())) {
            check(options, "max-size", SIZE, "a number of bytes, for example 10m");
            check(options, "max-file", COUNT, "1-99999");
        }
    }

    private static void check(Map<String, String> options, String key, Pattern form, String expected) {
        String value = options.getOrDefault(key, "");
        Admission.check(
                !options.containsKey(key) || form.matcher(value).matches(),
                "LogConfig.Config." + key,
                "log-option",
                "\"" + value + "\" (expected: " + expected + ")");
    }
}
