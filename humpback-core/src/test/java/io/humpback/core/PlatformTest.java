package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "linux, x86_64, linux, x86_64, true",
        "linux, amd64, linux, x86_64, true",
        "linux, x86_64, linux, amd64, true",
        "LINUX, AMD64, linux, x86-64, true",
        "linux, arm64, linux, aarch64, true",
        "linux, aarch64, linux, arm64, true",
        "linux, arm64, linux, x86_64, false",
        "linux, arm, linux, arm64, false",
        "windows, x86_64, linux, x86_64, false",
        "'', x86_64, linux, amd64, true",
        "linux, '', linux, s390x, true",
        "'', '', linux, s390x, true",
        "'', '', '', '', true",
        "linux, '', '', '', false",
        "'', amd64, linux, '', false"
    })
    void matchesSynonymsAndTakesAnEmptyWishForAny(
            String os, String architecture, String nodeOs, String nodeArchitecture, boolean expected) {
        Platform wish = new Platform(os, architecture);

        assertThat(wish.matches(new Platform(nodeOs, nodeArchitecture))).isEqualTo(expected);
    }
}
