package io.humpback.core;

/**
 * A directory of the host, or a named volume, mounted into a container.
 *
 * @param containerPath where it appears in the container
 * @param hostPath a path of the host or the name of a volume
 */
public record VolumeMount(String containerPath, String hostPath) {
    /** Checks that the container's path is not blank. */
    public VolumeMount {
        Checks.checkNotBlank("containerPath", containerPath);
    }
}
