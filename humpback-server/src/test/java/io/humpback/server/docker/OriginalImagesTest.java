package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalImagesTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String OTHER = "sha256:" + "b".repeat(64);
    private static final String ID = "sha256:" + "c".repeat(64);

    private final OriginalImages images = images("""
            [{"Id": "%s", "RepoTags": ["app:1", "reg:5000/app:2"], "RepoDigests": ["app@%s"]},
             {"Id": "sha256:1", "RepoTags": ["local:latest"], "RepoDigests": null},
             {"Id": "sha256:2", "RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"]},
             {"Id": "sha256:3", "RepoTags": null}]""".formatted(ID, DIGEST));

    private static OriginalImages images(String json) {
        try {
            return new OriginalImages(EngineClient.JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app:1", "docker.io/library/app:1", "library/app:1", "reg:5000/app:2", "REG:5000/app:2"})
    void findsAnImageUnderEachOfItsNames(String name) {
        assertThat(images.findDigest(name)).contains(DIGEST);
    }

    @Test
    void findsAnImageByDigestAndById() {
        assertThat(images.findDigest("app@" + DIGEST)).contains(DIGEST);
        assertThat(images.findDigest("app:9@" + DIGEST)).contains(DIGEST);
        assertThat(images.findDigest(ID)).contains(DIGEST);
    }

    @Test
    void knowsNoDigestOfWhatCameFromNowhere() {
        assertThat(images.findDigest("local")).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "app:2", "reg:5000/app:1", "other/app:1", "reg:5001/app:2", "none", "a b", ""})
    void findsNoOther(String name) {
        assertThat(images.findDigest(name)).isEmpty();
    }

    @Test
    void findsNoOtherDigest() {
        assertThat(images.findDigest("app:1@" + OTHER)).isEmpty();
    }
}
