package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTagTest {
    @ParameterizedTest
    @CsvSource({
        "nginx, latest",
        "nginx:1.27, 1.27",
        "hb/noop:1, 1",
        "registry:5000/app, latest",
        "registry:5000/app:2, 2",
        "registry.example:5000/team/app:v1.2-rc_3, v1.2-rc_3",
        "registry.example/app, latest",
        "[::1]:5000/app, latest",
        "[::1]:5000/app:3, 3",
        "app@sha256:0123abcd, sha256:0123abcd",
        "app:1@sha256:0123abcd, sha256:0123abcd",
        "registry:5000/app@sha256:0123abcd, sha256:0123abcd",
        "app:, ''"
    })
    void isWhatFollowsTheNameButNotARegistrysPort(String image, String tag) {
        assertThat(ImageTag.of(image)).isEqualTo(tag);
    }
}
