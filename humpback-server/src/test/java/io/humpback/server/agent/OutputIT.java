package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@RequiresDocker
class OutputIT extends OutputStory {
    private static final Duration IDLE = Duration.ofMillis(500);

    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(1);

    private static DockerHost host;
    private static AgentServer server;
    private static int port;

    @BeforeAll
    static void start() {
        host = new DockerConnector(DockerSettings.DEFAULT).host(engines.get(0).endpoint());
        server = new AgentServer(TestingAgent.settings(directory), host, AtomicFile.DISK, IDLE);
        port = server.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            host.close();
        }
    }

    @Override
    DockerHost host() {
        return host;
    }

    @Override
    int port() {
        return port;
    }

    /** The pause is several times what the agent lets an idle connection stay open. */
    @Test
    void tellsWhatComesAfterALongSilence() throws IOException {
        String id = started("sh -c 'echo one; sleep 3; echo two; sleep 1000'", "one");
        try (BufferedReader lines = lines(AgentWire.ROOT + "/containers/" + id + "/logs?follow=true&tail=1")) {
            assertThat(lines.readLine()).isEqualTo("one");
            assertThat(lines.readLine()).isEqualTo("two");
        }
    }

    @Test
    void tellsOnlyWhatWasPrintedSince() {
        String id = started("sh -c 'echo one; sleep 2; echo two; sleep 1000'", "two");
        Instant start =
                Instant.parse(host.inspect(id, Duration.ofSeconds(30)).state().startedAt());
        long between = start.plusSeconds(1).toEpochMilli();

        JsonNode contract = contract(id, "?since=" + between / 1000 + "." + String.format("%03d", between % 1000));

        assertThat(contract).extracting(JsonNode::asText).containsExactly("two");
        assertThat(contract(id, "?since=" + start.plusSeconds(1))).hasSize(1);
        assertThat(contract(id, "?since=" + start.plusSeconds(3600).getEpochSecond()))
                .isEmpty();
    }
}
