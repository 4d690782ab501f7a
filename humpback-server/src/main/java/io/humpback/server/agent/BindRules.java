package io.humpback.server.agent;

import io.humpback.server.security.MountRules;
import io.humpback.server.security.Violation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells which directories of this host a container may mount: what {@link MountRules} say of a path as it is written,
 * and of where its links lead, and by any other name of the same directory. Safe for use by several threads.
 */
final class BindRules {
    private final HostPaths paths;
    private final List<Path> protectedPaths = new ArrayList<>();
    private final MountRules rules;

    /** Creates them; {@code own} are the agent's own files and directories, which no container may mount. */
    BindRules(AdmissionPolicy policy, List<Path> own) {
        this.paths = new HostPaths(Path.of(policy.hostRoot()));
        MountRules.PROTECTED.forEach(path -> addProtected(Path.of(path)));
        policy.denyBinds().forEach(path -> addProtected(Path.of(path)));
        own.forEach(path -> addProtected(path.toAbsolutePath()));
        this.rules = new MountRules(
                policy.profile(), policy.allowBinds().stream().map(Path::of).toList(), protectedPaths);
    }

    /** Returns where {@code source}, a path of the host or the name of a volume, really leads. */
    String admit(String field, String source) {
        check(rules.find(field, source));
        if (!MountRules.isPath(source)) {
            return source;
        }
        Path real = resolve(field, source);
        check(rules.find(field, source, real));
        checkAliases(field, source, Path.of(source).normalize());
        checkAliases(field, source, real);
        return real.toString();
    }

    private Path resolve(String field, String source) {
        try {
            return paths.resolve(source);
        } catch (InvalidPathException | IOException e) {
            throw new NotAdmittedException(
                    new Violation(field, "bind", source + ", which cannot be followed: " + e.getMessage()));
        }
    }

    /** By another name: a bind mount of the host, a hard link, a file system that ignores case. */
    private void checkAliases(String field, String source, Path path) {
        Path culprit = rules.isAllowed(path) ? null : findAlias(path);
        if (culprit != null) {
            throw new NotAdmittedException(MountRules.guarded(field, source, path, culprit));
        }
    }

    private @Nullable Path findAlias(Path path) {
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

    private static void check(Optional<Violation> violation) {
        violation.ifPresent(found -> {
            throw new NotAdmittedException(found);
        });
    }
}
