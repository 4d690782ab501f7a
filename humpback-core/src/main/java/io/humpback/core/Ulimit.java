package io.humpback.core;

/** A limit of the kernel for a container's processes, for example {@code nofile}; -1 is without limit. */
public record Ulimit(String name, long soft, long hard) {
    /** Checks that the name is not blank. */
    public Ulimit {
        Checks.checkNotBlank("name", name);
    }
}
