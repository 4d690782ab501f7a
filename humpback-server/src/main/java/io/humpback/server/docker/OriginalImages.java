package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images that an original agent lists. A list is all that was ever recorded of it, and it says more than a question
 * for one image would: under which names an engine knows what it has. Immutable.
 */
final class OriginalImages {
    private static final String OFFICIAL = "library/";

    private final JsonNode entries;

    OriginalImages(JsonNode entries) {
        this.entries = entries;
    }

    /** Returns the digest of {@code image} at its registry, {@code ""} if it never came from one; empty if it is not there. */
    Optional<String> findDigest(String image) {
        Optional<ImageReference> wished = ImageReference.find(image);
        for (JsonNode entry : entries) {
            List<String> digests = texts(entry.path("RepoDigests"));
            List<String> names = new ArrayList<>(texts(entry.path("RepoTags")));
            names.addAll(digests);
            if (entry.path("Id").asText().equals(image)
                    || (wished.isPresent() && names.stream().anyMatch(name -> isSame(wished.get(), name)))) {
                return Optional.of(ImageDigests.choose(digests, image));
            }
        }
        return Optional.empty();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** A digest wins over a tag, as it does at an engine. */
    private static boolean isSame(ImageReference wished, String name) {
        return ImageReference.find(name)
                .filter(known -> known.registryHost().equals(wished.registryHost())
                        && repository(known).equals(repository(wished))
                        && (wished.digest().isEmpty()
                                ? known.digest().isEmpty() && tag(known).equals(tag(wished))
                                : known.digest().equals(wished.digest())))
                .isPresent();
    }

    private static String repository(ImageReference image) {
        boolean official = image.registryHost().equals(ImageReference.DOCKER_HUB)
                && image.repository().startsWith(OFFICIAL);
        return official ? image.repository().substring(OFFICIAL.length()) : image.repository();
    }

    private static String tag(ImageReference image) {
        return image.tag().isEmpty() ? ImageReference.LATEST : image.tag();
    }
}
