package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String SUM = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "nginx, '', nginx, '', ''",
        "nginx:1.27, '', nginx, 1.27, ''",
        "hb/noop:1, '', hb/noop, 1, ''",
        "team/sub/app:1, '', team/sub/app, 1, ''",
        "localhost/app, localhost, app, '', ''",
        "localhost:5000/app:2, localhost:5000, app, 2, ''",
        "registry:5000/app, registry:5000, app, '', ''",
        "registry:5000/app:2, registry:5000, app, 2, ''",
        "registry.example/app, registry.example, app, '', ''",
        "Registry.Example:443/Team.x/app, , , ,",
        "10.0.0.1:5000/team/app:v1.2-rc_3, 10.0.0.1:5000, team/app, v1.2-rc_3, ''",
        "[::1]:5000/app:3, [::1]:5000, app, 3, ''",
        "a__b/c--d/e.f:Tag_, '', a__b/c--d/e.f, Tag_, ''",
        "app@sha256:" + SUM + ", '', app, '', sha256:" + SUM,
        "app:1@sha256:" + SUM + ", '', app, 1, sha256:" + SUM,
        "registry:5000/app@sha256:" + SUM + ", registry:5000, app, '', sha256:" + SUM
    })
    void takesAReferenceApart(String text, String registry, String repository, String tag, String digest) {
        if (repository == null) {
            assertThat(ImageReference.find(text)).isEmpty();
            return;
        }
        ImageReference image = ImageReference.parse(text);

        assertThat(image).isEqualTo(new ImageReference(registry, repository, tag, digest));
        assertThat(image).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                "/",
                "@",
                "app:",
                "app@",
                ":1",
                "app::1",
                "app:1:2",
                "App",
                "app/",
                "/app",
                "a//b",
                "app@sha256:0123",
                "app@" + SUM,
                "app:1@",
                "app tag",
                "app:-1",
                "-app",
                "app-",
                "a___b",
                "a..b",
                "registry:port/app",
                "registry:123456/app",
                "registry:5000/",
                "app:ü",
                "<none>",
                "http://app"
            })
    void refusesWhatIsNone(String text) {
        assertThat(ImageReference.find(text)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageReference.parse(text))
                .withMessageContaining("expected: [registry[:port]/]repository[:tag][@digest]");
    }

    @Test
    void refusesATagOrATextThatIsTooLong() {
        assertThat(ImageReference.find("app:" + "t".repeat(128))).isPresent();
        assertThat(ImageReference.find("app:" + "t".repeat(129))).isEmpty();
        assertThat(ImageReference.find("a".repeat(100_000))).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("Images with a registry port are corrupted by any PUT -> another tag leaves registry and port alone")
    @CsvSource({
        "nginx, nginx:9",
        "nginx:1, nginx:9",
        "registry:5000/app, registry:5000/app:9",
        "registry:5000/app:1, registry:5000/app:9",
        "[::1]:5000/app:1, [::1]:5000/app:9",
        "registry:5000/app:1@sha256:" + SUM + ", registry:5000/app:9"
    })
    void replacesTheTagOnly(String text, String expected) {
        assertThat(ImageReference.parse(text).withTag("9")).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "app, app:latest, true",
        "registry:5000/app, registry:5000/app:latest, true",
        "app:1, app:1, true",
        "app:1, app:2, false",
        "registry:5000/app, registry:5001/app, false",
        "app@sha256:" + SUM + ", app, false",
        "<none>, <none>, true",
        "<none>, App, false"
    })
    void isTheSameWithoutATagAndWithTheDefaultOne(String one, String other, boolean same) {
        assertThat(ImageReference.isSame(one, other)).isEqualTo(same);
        assertThat(ImageReference.isSame(other, one)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io",
        "library/nginx:1, docker.io",
        "docker.io/library/nginx, docker.io",
        "index.docker.io/library/nginx, docker.io",
        "registry-1.docker.io/library/nginx, docker.io",
        "Registry.Example.com:5000/a/b, registry.example.com:5000",
        "localhost/x, localhost"
    })
    void knowsWhichRegistryHasIt(String image, String registry) {
        assertThat(ImageReference.parse(image).registryHost()).isEqualTo(registry);
    }

    @ParameterizedTest
    @CsvSource({
        "https://index.docker.io/v1/, docker.io",
        "https://reg.example.com, reg.example.com",
        "http://reg.example.com:5000/v2/, reg.example.com:5000",
        "REG.example.com, reg.example.com",
        "'', docker.io"
    })
    void knowsARegistryAsDockersConfigurationNamesIt(String name, String registry) {
        assertThat(ImageReference.registryHost(name)).isEqualTo(registry);
    }
}
