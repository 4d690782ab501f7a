package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.humpback.core.Fence;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To whom the center shows the cluster's token (A10). */
class TokenSecrecyTest {
    private static final String TOKEN = "correct-horse-battery-staple";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Queue<String> shownToAgent = new ConcurrentLinkedQueue<>();
    private final Queue<String> shownToThief = new ConcurrentLinkedQueue<>();
    private final AgentConnector connector = new AgentConnector(AgentAccess.withToken(TOKEN), () -> new Fence("c1", 1));
    private HttpServer agent;
    private HttpServer thief;
    private volatile int status;

    @BeforeEach
    void start() throws IOException {
        thief = server(exchange -> shownToThief.add(authorization(exchange)), "");
        agent = server(
                exchange -> shownToAgent.add(authorization(exchange)),
                "http://127.0.0.1:" + thief.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        connector.close();
        agent.stop(0);
        thief.stop(0);
    }

    /** Notes a request. */
    @FunctionalInterface
    private interface Note {
        void take(HttpExchange exchange);
    }

    private HttpServer server(Note note, String redirect) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            note.take(exchange);
            if (!redirect.isEmpty()) {
                exchange.getResponseHeaders().add("Location", redirect + exchange.getRequestURI());
                exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer");
            }
            exchange.sendResponseHeaders(redirect.isEmpty() ? 200 : status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String authorization(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private String endpoint() {
        return "http://127.0.0.1:" + agent.getAddress().getPort();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 401, 407})
    @DisplayName("A10: an address that sends the center on to another -> the other one never sees the token")
    void a10_followsNobodyWithTheToken(int answer) throws Exception {
        status = answer;
        AgentEngine engine = connector.connect(endpoint());
        CountDownLatch broken = new CountDownLatch(1);

        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine.info(DEADLINE));
        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine.remove("0a1b", DEADLINE));
        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine.pull("app:1", DEADLINE));
        engine.subscribe(new EngineEventListener() {
            @Override
            public void onOpen() {}

            @Override
            public void onEvent(String containerId, String action) {}

            @Override
            public void onBroken(String reason) {
                broken.countDown();
            }
        });

        assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shownToAgent).contains("Bearer " + TOKEN);
        assertThat(shownToThief).isEmpty();
    }

    @Test
    @DisplayName("A10: an original's record proves nothing -> whoever is there never sees the token")
    void a10_showsOriginalsNoToken() {
        status = 500;
        OriginalAgentEngine original = connector.connectOriginal(endpoint());

        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> original.info(DEADLINE));
        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> original.start("0a1b", DEADLINE));

        assertThat(List.copyOf(shownToAgent)).isNotEmpty().containsOnly("null");
    }

    @Test
    @DisplayName("A8: the token is in no message")
    void a8_tellsNobody() {
        status = 302;
        AgentEngine engine = connector.connect(endpoint());

        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine.info(DEADLINE))
                .satisfies(e -> assertThat(e + " " + engine + e.getCause()).doesNotContain(TOKEN));
    }
}
