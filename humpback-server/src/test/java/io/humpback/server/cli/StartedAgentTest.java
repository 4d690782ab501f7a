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
    @DisplayName("A9: the agent's own key and policy -> not to be mounted")
    void a9_keepsItsKeyAndItsPolicyFromContainers(@TempDir Path directory) throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yaml"), "profile: standard\n");
        AgentConfig config = new AgentConfigLoader()
                .environment(Map.of(
                        "HUMPBACK_POLICY", policy.toString(),
                        "HUMPBACK_TLS_CA", "ca.pem",
                        "HUMPBACK_TLS_CERT", "cert.pem",
                        "HUMPBACK_TLS_KEY", "tls/../key.pem"))
                .load();

        assertThat(StartedAgent.guarding(AdmissionPolicy.STANDARD.withDenyBinds(List.of("/srv/x")), config)
                        .denyBinds())
                .containsExactly(
                        "/srv/x",
                        policy.toString(),
                        Path.of("key.pem").toAbsolutePath().toString());
    }
}
