package io.humpback.core;

/**
 * An operating system and a processor architecture. An empty part matches everything. Compared without case.
 *
 * @param os for example {@code linux}
 * @param architecture for example {@code x86_64} or its synonym {@code amd64}
 */
public record Platform(String os, String architecture) {
    /** Returns whether a node of {@code platform} satisfies this wish. */
    public boolean matches(Platform platform) {
        return (os.isEmpty() || os.equalsIgnoreCase(platform.os))
                && (architecture.isEmpty() || canonical(architecture).equals(canonical(platform.architecture)));
    }

    /** Docker's info says x86_64 where image manifests say amd64; the same for ARM. */
    private static String canonical(String architecture) {
        String lower = architecture.toLowerCase(java.util.Locale.ROOT);
        return switch (lower) {
            case "amd64", "x86-64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> lower;
        };
    }
}
