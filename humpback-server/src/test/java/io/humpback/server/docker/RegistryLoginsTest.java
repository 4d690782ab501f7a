package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryLoginsTest {
    private static final RegistryLogin LOGIN = RegistryLogin.of("robot", "p:w@ü");

    @TempDir
    private Path directory;

    private RegistryLogins dockers(String config) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);
        return new RegistryLogins(Map.of(), directory, "");
    }

    private static String auth() {
        return Base64.getEncoder().encodeToString("robot:p:w@ü".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, https://index.docker.io/v1/",
        "docker.io, index.docker.io",
        "reg.example.com:5000, reg.example.com:5000",
        "reg.example.com:5000, https://reg.example.com:5000/v2/",
        "reg.example.com, http://REG.example.com"
    })
    void findsALoginUnderEachNameOfItsRegistry(String asked, String written) throws Exception {
        assertThat(dockers("{\"auths\":{\"" + written + "\":{\"auth\":\"" + auth() + "\"}}}")
                        .find(asked))
                .contains(LOGIN);
        assertThat(new RegistryLogins(Map.of(written, LOGIN), null, "").find(asked))
                .contains(LOGIN);
    }

    @Test
    void findsUserAndPasswordAndTokens() throws Exception {
        RegistryLogins logins = dockers("{\"auths\":{\"a.x\":{\"username\":\"robot\",\"password\":\"p:w@ü\"},"
                + "\"b.x\":{\"auth\":\"" + auth() + "\",\"identitytoken\":\"t\"},\"c.x\":{}}}");

        assertThat(logins.find("a.x")).contains(LOGIN);
        assertThat(logins.find("b.x")).contains(RegistryLogin.ofToken("t"));
        assertThat(logins.find("c.x")).isEmpty();
        assertThat(logins.find("d.x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"auths\":[]}",
                "{\"auths\":{\"a.x\":\"y\"}}",
                "{\"auths\":{\"a.x\":{\"auth\":\"!\"}}}",
                "{\"auths\":{\"a.x\":{\"auth\":\"bm9jb2xvbg==\"}}}",
                "{\"credHelpers\":7}"
            })
    void takesAConfigurationThatMakesNoSenseForNone(String config) throws Exception {
        assertThat(dockers(config).find("a.x")).isEmpty();
    }

    @Test
    void needsNoConfigurationOfDockers() throws Exception {
        assertThat(new RegistryLogins(Map.of(), directory.resolve("none"), "").find("a.x"))
                .isEmpty();
    }

    @Test
    void prefersWhatIsConfiguredForItself() throws Exception {
        Files.writeString(directory.resolve("config.json"), "{\"auths\":{\"a.x\":{\"identitytoken\":\"dockers\"}}}");

        assertThat(new RegistryLogins(Map.of("a.x", LOGIN), directory, "").find("a.x"))
                .contains(LOGIN);
    }

    @Test
    void showsNoLogin() {
        assertThat(new RegistryLogins(Map.of("a.x", LOGIN), null, "d.x").toString())
                .contains("a.x", "d.x")
                .doesNotContain("robot", "p:w");
        assertThat(DockerSettings.DEFAULT
                        .withRegistries(new RegistryLogins(Map.of("a.x", LOGIN), null, ""))
                        .toString())
                .doesNotContain("robot", "p:w");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:1, d.x:5000/nginx:1, nginx:1",
        "team/app, d.x:5000/team/app, team/app",
        "docker.io/library/nginx:1, docker.io/library/nginx:1, docker.io/library/nginx:1",
        "e.x/app:1, e.x/app:1, e.x/app:1",
        "app@sha256:0123456789012345678901234567890123456789012345678901234567890123,"
                + " d.x:5000/app@sha256:0123456789012345678901234567890123456789012345678901234567890123,"
                + " d.x:5000/app@sha256:0123456789012345678901234567890123456789012345678901234567890123"
    })
    void fetchesWhatNamesNoRegistryFromTheDefaultOne(String image, String source, String created) {
        RegistryLogins logins = new RegistryLogins(Map.of(), null, "d.x:5000");

        assertThat(logins.source(image)).isEqualTo(source);
        assertThat(logins.created(image)).isEqualTo(created);
    }
}
