package io.humpback.server.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.humpback.core.ContainerSpec;
import io.humpback.core.spi.EngineRefusedException;

/** Refusals of our own, and how engines' refusals that mean "it is already so" are told from real ones: engines of different ages differ in status, not in words. */
final class Refusals {
    private static final int NOT_IMPLEMENTED = 501;

    private Refusals() {}

    /** Throws {@link EngineRefusedException} for what only an agent of ours can see to. */
    static void checkNeedsNoAgent(ContainerSpec spec) {
        if (spec.runOptions().stopOnDisconnectMillis() > 0) {
            throw new EngineRefusedException(
                    NOT_IMPLEMENTED,
                    "StopOnDisconnect: the host has no agent of ours that could stop the container (expected: one)");
        }
    }

    static boolean none(DockerException answer) {
        return false;
    }

    static boolean isAlreadySo(DockerException answer) {
        return answer.getHttpStatus() == 304;
    }

    static boolean isNotRunning(DockerException answer) {
        return answer.getHttpStatus() != 404 && says(answer, "is not running");
    }

    static boolean isAlreadyPaused(DockerException answer) {
        return says(answer, "already paused");
    }

    static boolean isNotPaused(DockerException answer) {
        return says(answer, "is not paused");
    }

    static boolean isSameName(DockerException answer) {
        return says(answer, "same name");
    }

    static boolean isGoneOrGoing(DockerException answer) {
        return answer.getHttpStatus() == 404
                || (answer.getHttpStatus() == 409 && says(answer, "removal") && says(answer, "in progress"));
    }

    private static boolean says(DockerException answer, String words) {
        return EngineErrors.lower(EngineErrors.words(answer)).contains(words);
    }
}
