package io.humpback.server.agent;

import io.humpback.server.agent.AdmissionPolicy.Profile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells which directories of a host a container may mount. A path is refused if it is one of the protected ones, lies
 * below one or holds one, as it is written, where its links lead, and by any other name of the same directory.
 * Compared without case, since a file system may. Safe for use by several threads.
 */
final class BindRules {
    /** The directories that give power over the host; {@code /} is protected itself, not all that lies below it. */
    static final List<String> PROTECTED =
            List.of("/", "/etc", "/root", "/boot", "/proc", "/sys", "/dev", "/run", "/var/run", "/var/lib/docker");

    private static final Pattern SOCKET = Pattern.compile(
            ".*(docker|containerd|podman|crio|buildkit)[^/]*\\.(sock|socket)", Pattern.CASE_INSENSITIVE);
    private static final Pattern VOLUME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    private final AdmissionPolicy policy;
    private final HostPaths paths;
    private final List<Path> protectedPaths = new ArrayList<>();
    private final List<Path> allowed;

    /** Creates them; {@code own} are the agent's own files and directories, which no container may mount. */
    BindRules(AdmissionPolicy policy, List<Path> own) {
        this.policy = policy;
        this.paths = new HostPaths(Path.of(policy.hostRoot()));
        this.allowed = policy.allowBinds().stream()
                .map(path -> Path.of(path).normalize())
                .toList();
        PROTECTED.forEach(path -> addProtected(Path.of(path)));
        policy.denyBinds().forEach(path -> addProtected(Path.of(path)));
        own.forEach(path -> addProtected(path.toAbsolutePath()));
    }

    /** Returns where {@code source}, a path of the host or the name of a volume, really leads. */
    String admit(String field, String source) {
        if (source.startsWith("/")) {
            return admitPath(field, source);
        }
        if (!VOLUME.matcher(source).matches()) {
            throw refused(field, "volume-name", "\"" + source + "\" (expected: an absolute path or a volume's name)");
        }
        return source;
    }

    private String admitPath(String field, String source) {
        if (source.indexOf(':') >= 0
                || source.indexOf(',') >= 0
                || !source.equals(source.strip())
                || source.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    field, "bind-syntax", "a path with a colon, a comma, a control character or a space at its end");
        }
        Path written;
        Path real;
        try {
            written = Path.of(source).normalize();
            real = paths.resolve(source);
        } catch (InvalidPathException | IOException e) {
            throw refused(field, "bind", source + ", which cannot be followed: " + e.getMessage());
        }
        boolean isAllowed = isAllowed(written) && isAllowed(real);
        if (policy.profile() == Profile.STRICT && !isAllowed) {
            throw refused(field, "bind-strict", source + " is not among allow-binds of the host's policy");
        }
        if (!isAllowed) {
            check(field, source, written);
            check(field, source, real);
        }
        return real.toString();
    }

    private void check(String field, String source, Path path) {
        Path culprit = findProtected(path);
        if (culprit != null) {
            throw refused(
                    field,
                    "bind",
                    source + (path.toString().equals(source) ? "" : ", that is " + path) + ", is, holds or lies below "
                            + culprit + ". Maybe allow it with allow-binds in the host's policy file");
        }
        if (SOCKET.matcher(path.toString()).matches()) {
            throw refused(field, "socket", source + " is an engine's socket");
        }
    }

    private @Nullable Path findProtected(Path path) {
        for (Path guarded : protectedPaths) {
            boolean isRoot = guarded.getNameCount() == 0;
            if (isRoot ? path.getNameCount() == 0 : startsWith(path, guarded) || startsWith(guarded, path)) {
                return guarded;
            }
        }
        // by another name: a bind mount of the host, a hard link, a file system that ignores case
        for (Path part = path; part != null && part.getNameCount() > 0; part = part.getParent()) {
            for (Path guarded : protectedPaths) {
                boolean isWhole = part.equals(path);
                if ((isWhole || guarded.getNameCount() > 0) && paths.isSame(part, guarded)) {
                    return guarded;
                }
            }
        }
        return null;
    }

    private boolean isAllowed(Path path) {
        return allowed.stream().anyMatch(path::startsWith);
    }

    private void addProtected(Path path) {
        protectedPaths.add(path.normalize());
        try {
            Path real = paths.resolve(path.toString());
            if (!protectedPaths.contains(real)) {
                protectedPaths.add(real);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("protected path: " + path + " (expected: one that can be followed)", e);
        }
    }

    private static boolean startsWith(Path path, Path beginning) {
        return lower(path).startsWith(lower(beginning));
    }

    private static Path lower(Path path) {
        return Path.of(path.toString().toLowerCase(Locale.ROOT));
    }

    private static NotAdmittedException refused(String field, String rule, String reason) {
        return new NotAdmittedException(new Violation(field, rule, reason));
    }
}
