package io.humpback.discovery;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options that backends on hosts have in common: {@code user}, {@code password}, {@code tls}, {@code ca},
 * {@code cert}, {@code key}, {@code token}, {@code ttl}. Immutable. Its text shows no secret.
 *
 * @param user empty for none
 * @param password empty for none
 * @param tls whether to talk TLS; so also if one of the files is named
 * @param files what TLS is set up with
 * @param token empty for none
 * @param leaderTtl how long the leader's lease lasts, 10 s unless {@code ttl} says otherwise
 */
public record BackendOptions(
        String user, String password, boolean tls, TlsFiles files, String token, Duration leaderTtl) {
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(10);
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);
    private static final Duration LONGEST_TTL = Duration.ofMinutes(10);
    private static final Pattern TTL = Pattern.compile("([0-9]{1,6})(ms|s|m)");

    /**
     * Returns the options of {@code uri}. Throws {@link BackendException} if there is one that is not {@code known}, or
     * whose value makes no sense.
     */
    public static BackendOptions of(BackendUri uri, Set<String> known) {
        Map<String, String> options = uri.options();
        for (String name : new TreeSet<>(options.keySet())) {
            if (!known.contains(name)) {
                throw new BackendException(
                        "backend option is unknown: scheme=" + uri.scheme() + ", option=" + name + " (expected: "
                                + String.join(", ", new TreeSet<>(known)) + ")",
                        null);
            }
        }
        TlsFiles files = new TlsFiles(path(options, "ca"), path(options, "cert"), path(options, "key"));
        return new BackendOptions(
                options.getOrDefault("user", ""),
                options.getOrDefault("password", ""),
                tls(options.getOrDefault("tls", ""), files),
                files,
                options.getOrDefault("token", ""),
                options.containsKey("ttl") ? ttl(options.getOrDefault("ttl", "")) : DEFAULT_TTL);
    }

    private static boolean tls(String value, TlsFiles files) {
        return switch (value) {
            case "" -> !files.isEmpty();
            case "true", "1" -> true;
            case "false", "0" -> {
                if (!files.isEmpty()) {
                    throw new BackendException("backend option contradicts ca, cert or key: option=tls", null);
                }
                yield false;
            }
            default ->
                throw new BackendException("backend option is malformed: option=tls (expected: true, false)", null);
        };
    }

    private static Duration ttl(String value) {
        Matcher matcher = TTL.matcher(value);
        Duration ttl = Duration.ZERO;
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            ttl = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
        }
        if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
            throw new BackendException("backend option is malformed: option=ttl (expected: 1s to 10m)", null);
        }
        return ttl;
    }

    private static @Nullable Path path(Map<String, String> options, String name) {
        String value = options.getOrDefault(name, "");
        if (value.isEmpty()) {
            return null;
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new BackendException("backend option is no file name: option=" + name, e);
        }
    }

    @Override
    public String toString() {
        return "BackendOptions[user=" + user + ", tls=" + tls + ", files=" + files + ", leaderTtl=" + leaderTtl + "]";
    }
}
