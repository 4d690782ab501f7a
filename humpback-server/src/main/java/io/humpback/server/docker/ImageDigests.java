package io.humpback.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.humpback.core.ImageReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What images of one engine are at their registries. An image's id never stands for another content, so an answer is kept;
 * an image gets a digest of a registry only when it is fetched, and then all is asked anew. Bounded. Safe for use by several
 * threads.
 */
final class ImageDigests {
    private static final int MAX_IMAGES = 1000;

    private final Map<String, List<String>> known = new LinkedHashMap<>();

    /**
     * Returns the digest of the image with this id, preferably the one of {@code name}'s repository; empty if it never came
     * from a registry, or is not there any more.
     */
    String find(DockerClient docker, @Nullable String imageId, String name) {
        if (imageId == null || imageId.isEmpty()) {
            return "";
        }
        List<String> digests = cached(imageId);
        if (digests == null) {
            digests = ask(docker, imageId);
        }
        return choose(digests, name);
    }

    /** Called when the engine may have fetched something. */
    synchronized void forgetAll() {
        known.clear();
    }

    private synchronized @Nullable List<String> cached(String imageId) {
        return known.get(imageId);
    }

    /** A container is worth knowing without its image's digest, so whatever the engine has against it is no failure. */
    private List<String> ask(DockerClient docker, String imageId) {
        try {
            List<String> digests = docker.inspectImageCmd(imageId).exec().getRepoDigests();
            return keep(imageId, digests == null ? List.of() : digests);
        } catch (NotFoundException e) {
            return keep(imageId, List.of());
        } catch (DockerException e) {
            return List.of();
        }
    }

    private synchronized List<String> keep(String imageId, List<String> digests) {
        if (known.size() >= MAX_IMAGES) {
            known.remove(known.keySet().iterator().next());
        }
        known.put(imageId, List.copyOf(digests));
        return digests;
    }

    /** Returns of {@code repository@digest} texts the digest of {@code name}'s repository, else the first one. */
    static String choose(List<String> digests, String name) {
        Optional<ImageReference> wished = ImageReference.find(name);
        return digests.stream()
                .filter(text -> wished.isPresent() && isOf(wished.get(), text))
                .findFirst()
                .or(() -> digests.stream().findFirst())
                .map(text -> text.substring(text.indexOf('@') + 1))
                .orElse("");
    }

    private static boolean isOf(ImageReference wished, String text) {
        return ImageReference.find(text)
                .filter(found -> found.registryHost().equals(wished.registryHost())
                        && found.repository().equals(wished.repository()))
                .isPresent();
    }
}
