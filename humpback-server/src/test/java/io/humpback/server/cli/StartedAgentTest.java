package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.agent.AdmissionPolicy;
import io.humpback.server.config.AgentConfig;
import io.humpback.server.config.AgentConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartedAgentTest {
    @Test
    @DisplayName("A9: the agent's own certificates, logins and policy -> not to be mounted")
    void a9_keepsItsKeyAndItsPolicyFromContainers(@TempDir Path directory) throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yaml"), "profile: standard\n");
        Path password = Files.writeString(directory.resolve("password"), "s3cret");
        Path registries = Files.writeString(
                directory.resolve("registries.yaml"), "a.x: {username: robot, password-file: " + password + "}\n");
        AgentConfig config = new AgentConfigLoader()
                .environment(Map.of(
                        "HUMPBACK_POLICY", policy.toString(),
                        "HUMPBACK_TLS_CA", "ca.pem",
                        "HUMPBACK_TLS_CERT", "cert.pem",
                        "HUMPBACK_TLS_KEY", "tls/../key.pem",
                        "HUMPBACK_REGISTRIES", registries.toString(),
                        "DOCKER_CONFIG", "/srv/docker-logins",
                        "DOCKER_CLUSTER_ENABLED", "true",
                        "DOCKER_CLUSTER_URIS",
                                "etcd://127.0.0.1:2379?ca=/srv/e/ca.pem&cert=/srv/e/c.pem&key=/srv/e/k.pem"))
                .load();

        assertThat(StartedAgent.guarding(AdmissionPolicy.STANDARD.withDenyBinds(List.of("/srv/x")), config)
                        .denyBinds())
                .containsExactly(
                        "/srv/x",
                        policy.toString(),
                        Path.of("ca.pem").toAbsolutePath().toString(),
                        Path.of("cert.pem").toAbsolutePath().toString(),
                        Path.of("key.pem").toAbsolutePath().toString(),
                        registries.toString(),
                        password.toString(),
                        "/srv/docker-logins",
                        "/srv/e/ca.pem",
                        "/srv/e/c.pem",
                        "/srv/e/k.pem");
    }
}
