package io.humpback.server.agent;

import io.humpback.server.docker.DockerHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class OutputTest extends OutputStory {
    @TempDir
    private static Path directory;

    private static TestingAgent agent;

    @BeforeAll
    static void start() {
        agent = TestingAgent.start(directory);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Override
    DockerHost host() {
        return agent.host;
    }

    @Override
    int port() {
        return agent.port;
    }
}
