package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationViewTest {
    @TempDir
    private Path directory;

    @Test
    void hasTheOriginalsKeysInItsOrder() throws IOException {
        Path file = write("""
                version: 1.3.7
                pidfile: ./humpback-center.pid
                siteapi: http://127.0.0.1:8012/api
                cluster:
                  opts: [datapath=./data, cacheroot=./cache, recoveryinterval=20s, migratedelay=10s, removedelay=20s]
                  discovery: {uris: "zk://127.0.0.1:12181"}
                api: {hosts: ["127.0.0.1:8589"], enablecors: true}
                logger: {logfile: ./logs/humpback-center.log}
                """);

        assertThat(json(new ConfigLoader().file(file)))
                .isEqualTo("{\"version\":\"1.3.7\",\"pidfile\":\"./humpback-center.pid\",\"retrystartup\":true,"
                        + "\"siteapi\":\"http://127.0.0.1:8012/api\",\"cluster\":{\"opts\":[\"datapath=./data\","
                        + "\"cacheroot=./cache\",\"overcommit=0.08\",\"recoveryinterval=20s\",\"createretry=2\","
                        + "\"migratedelay=10s\",\"removedelay=20s\"],\"discovery\":{\"uris\":\"zk://127.0.0.1:12181\","
                        + "\"cluster\":\"humpback/center\",\"heartbeat\":\"8s\"}},\"api\":{\"hosts\":[\"127.0.0.1:8589\"],"
                        + "\"enablecors\":true},\"notifications\":{\"EndPoints\":null},\"logger\":{\"logfile\":"
                        + "\"./logs/humpback-center.log\",\"loglevel\":\"info\",\"logsize\":20971520}}");
    }

    @Test
    void showsOurVersionIfTheFileClaimsNone() {
        assertThat(ConfigurationView.of(CenterConfig.defaults(), "9.9")).containsEntry("version", "9.9");
    }

    @Test
    void showsTheLocationIfThereIsOne() throws IOException {
        assertThat(json(new ConfigLoader().environment(Map.of("CENTER_CLUSTER_LOCATION", "east"))))
                .contains("\"opts\":[\"location=east\",\"datapath=");
    }

    @Test
    void masksSecrets() throws IOException {
        Path file = write("""
                siteapi: http://me:hush@site/api
                cluster: {discovery: {uris: "etcd://me:hush@h1:2379,me:hush@h2:2379/p"}}
                notifications:
                  endpoints:
                    - {name: api, url: "https://me:hush@mail/send?key=hush", headers: {X-Any: [hush], Other: hush}}
                    - {name: smtp, password: hush, Token: hush, host: smtp.example}
                """);
        ConfigLoader loader = new ConfigLoader().file(file);

        assertThat(json(loader))
                .doesNotContain("hush")
                .contains("http://***@site/api")
                .contains("etcd://***@h2:2379/p")
                .contains("{\"name\":\"api\",\"url\":\"https://***@mail/send?key=***\","
                        + "\"headers\":{\"X-Any\":\"***\",\"Other\":\"***\"}}")
                .contains("{\"name\":\"smtp\",\"password\":\"***\",\"Token\":\"***\",\"host\":\"smtp.example\"}");
        assertThat(loader.load().config().toString()).doesNotContain("hush");
        assertThat(loader.load().values().toString()).doesNotContain("hush");
    }

    private static String json(ConfigLoader loader) throws IOException {
        return new ObjectMapper()
                .writeValueAsString(ConfigurationView.of(loader.load().config(), "0"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("config.yaml"), text);
    }
}
