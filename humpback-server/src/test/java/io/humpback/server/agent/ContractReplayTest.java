package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract's routes over a simulated engine. */
class ContractReplayTest extends ContractReplay {
    @TempDir
    private static Path directory;

    private static TestingAgent agent;

    @BeforeAll
    static void start() {
        agent = TestingAgent.start(directory, settings -> settings.withIdentity("1.3.7", pingOfTheOriginal()));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Override
    int port() {
        return agent.port;
    }

    @Override
    boolean publishesPorts() {
        return true;
    }

    static Map<String, Object> pingOfTheOriginal() {
        try (InputStream in = ContractReplay.class.getResourceAsStream("/captures/agent-ping.json")) {
            Map<String, Object> fields = new LinkedHashMap<>();
            JsonNode body = TestingAgent.JSON
                    .readTree(Objects.requireNonNull(in))
                    .get("response")
                    .get("body");
            body.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            return fields;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
