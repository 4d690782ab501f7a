package io.humpback.server.docker;

import com.github.dockerjava.api.exception.DockerException;

/** Tells refusals that mean "it is already so" from real ones. Engines of different ages differ in status, not in words. */
final class Refusals {
    private Refusals() {}

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
