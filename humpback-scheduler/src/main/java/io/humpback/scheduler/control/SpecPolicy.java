package io.humpback.scheduler.control;

import io.humpback.core.ContainerSpec;

/**
 * Says which configurations may be committed. Asked on the deciding thread before a command is committed, so it answers
 * from memory and always the same; what was committed before stays.
 */
@FunctionalInterface
public interface SpecPolicy {
    /** Admits everything. */
    SpecPolicy ANY = spec -> "";

    /** Returns in one line which field is refused by which rule, empty if all of {@code spec} is admitted. */
    String refusal(ContainerSpec spec);
}
