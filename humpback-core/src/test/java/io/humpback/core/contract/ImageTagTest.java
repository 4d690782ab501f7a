package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource({
        "hb/noop:1, hb/noop:9",
        "registry:5000/app:2, registry:5000/app:9",
        "app:1@sha256:0123456789abcdef0123456789abcdef, app:9"
    })
    void isReplacedWhereThereIsOne(String image, String expected) {
        assertThat(ImageTag.isTagged(image)).isTrue();
        assertThat(ImageTag.replace(image, "9")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nginx", "registry:5000/app", "app@sha256:0123456789abcdef0123456789abcdef", "<none>", "app:"})
    void isNotReplacedWhereThereIsNone(String image) {
        assertThat(ImageTag.isTagged(image)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> ImageTag.replace(image, "9"));
    }
}
