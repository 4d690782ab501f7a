package io.humpback.server.security;

import io.humpback.core.AdmissionProfile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells by their names which directories of a host a container may mount: none that is a protected one, lies below one
 * or holds one. Compared without case, since a file system may. Where links lead only the host can tell. Immutable.
 */
public final class MountRules {
    /** The directories that give power over a host; {@code /} is protected itself, not all that lies below it. */
    public static final List<String> PROTECTED =
            List.of("/", "/etc", "/root", "/boot", "/proc", "/sys", "/dev", "/run", "/var/run", "/var/lib/docker");

    private static final Pattern SOCKET = Pattern.compile(
            ".*(docker|containerd|podman|crio|buildkit)[^/]*\\.(sock|socket)", Pattern.CASE_INSENSITIVE);
    private static final Pattern VOLUME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    private final AdmissionProfile profile;
    private final List<Path> allowed;
    private final List<Path> guarded;

    /**
     * Creates them.
     *
     * @param allowed absolute paths that may be mounted although a rule says otherwise, themselves and all below them
     * @param guarded absolute paths that may not be mounted
     */
    public MountRules(AdmissionProfile profile, Collection<Path> allowed, Collection<Path> guarded) {
        this.profile = profile;
        this.allowed = allowed.stream().map(Path::normalize).toList();
        this.guarded = guarded.stream().map(Path::normalize).toList();
    }

    /** Returns whether {@code source} is a path of the host rather than the name of a volume. */
    public static boolean isPath(String source) {
        return source.startsWith("/");
    }

    /** Returns whether {@code path} may be mounted although a rule says otherwise. */
    public boolean isAllowed(Path path) {
        return allowed.stream().anyMatch(path.normalize()::startsWith);
    }

    /** Returns what is wrong with {@code source}, a path of the host or the name of a volume, as it is written. */
    public Optional<Violation> find(String field, String source) {
        if (!isPath(source)) {
            return VOLUME.matcher(source).matches()
                    ? Optional.empty()
                    : refused(
                            field, "volume-name", "\"" + source + "\" (expected: an absolute path or a volume's name)");
        }
        if (source.indexOf(':') >= 0
                || source.indexOf(',') >= 0
                || !source.equals(source.strip())
                || source.chars().anyMatch(Character::isISOControl)) {
            return refused(
                    field, "bind-syntax", "a path with a colon, a comma, a control character or a space at its end");
        }
        try {
            return find(field, source, Path.of(source).normalize());
        } catch (InvalidPathException e) {
            return refused(field, "bind-syntax", "no path: " + e.getReason());
        }
    }

    /** Returns what is wrong with {@code path}, which is where {@code source} leads. */
    public Optional<Violation> find(String field, String source, Path path) {
        if (isAllowed(path)) {
            return Optional.empty();
        }
        if (profile == AdmissionProfile.STRICT) {
            return refused(field, "bind-strict", source + " is not among the policy's allow-binds");
        }
        for (Path one : guarded) {
            boolean isRoot = one.getNameCount() == 0;
            if (isRoot ? path.getNameCount() == 0 : startsWith(path, one) || startsWith(one, path)) {
                return Optional.of(guarded(field, source, path, one));
            }
        }
        return SOCKET.matcher(path.toString()).matches()
                ? refused(field, "socket", source + " is an engine's socket")
                : Optional.empty();
    }

    /** Returns that {@code source}, which leads to {@code path}, is refused for the sake of {@code culprit}. */
    public static Violation guarded(String field, String source, Path path, Path culprit) {
        return new Violation(
                field,
                "bind",
                source + (path.toString().equals(source) ? "" : ", that is " + path) + ", is, holds or lies below "
                        + culprit + ". Maybe allow it with the policy's allow-binds");
    }

    private static boolean startsWith(Path path, Path beginning) {
        return lower(path).startsWith(lower(beginning));
    }

    private static Path lower(Path path) {
        return Path.of(path.toString().toLowerCase(Locale.ROOT));
    }

    private static Optional<Violation> refused(String field, String rule, String reason) {
        return Optional.of(new Violation(field, rule, reason));
    }
}
