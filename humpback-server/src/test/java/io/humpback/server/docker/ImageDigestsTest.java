package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageDigestsTest {
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String TWO = "sha256:" + "2".repeat(64);

    @ParameterizedTest
    @CsvSource({"reg.x:5000/app:1, 2", "app:7, 1", "docker.io/app, 1", "other/app:1, 1", "not an image, 1"})
    void prefersTheDigestOfTheWishedRepository(String image, String digit) {
        assertThat(ImageDigests.choose(List.of("app@" + ONE, "reg.x:5000/app@" + TWO), image))
                .isEqualTo("sha256:" + digit.repeat(64));
    }

    @Test
    void knowsNoneOfAnImageThatNeverCameFromARegistry() {
        assertThat(ImageDigests.choose(List.of(), "app:1")).isEmpty();
    }
}
