package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentWire;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A11: every route of an agent, those that go on included, with everything that is nearly its token. */
class AgentRoutesAccessTest {
    private static final String TOKEN = TestingAgent.TOKEN;

    @TempDir
    private static Path directory;

    private static TestingAgent agent;
    private static String container;

    @BeforeAll
    static void start() {
        agent = TestingAgent.start(directory, settings -> settings.withSecurity(TOKEN, null));
        container = agent.createForeign("db", java.util.Map.of());
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    /** Method and path. */
    static Stream<String> routes() {
        List<String> routes = new ArrayList<>();
        for (String root : List.of("/v1", "/dockerapi/v2")) {
            Stream.of(
                            "GET /ping",
                            "GET /dockerinfo",
                            "GET /dockerversion",
                            "GET /images",
                            "GET /images/hb/noop:1",
                            "GET /services",
                            "GET /containers?all=true",
                            "GET /containers/stats",
                            "GET /containers/db",
                            "GET /containers/db?originaldata=true",
                            "GET /containers/db/status",
                            "GET /containers/db/logs?tail=1",
                            "GET /containers/db/stats",
                            "POST /containers",
                            "PUT /containers",
                            "DELETE /containers/db?force=true",
                            "POST /images",
                            "POST /services",
                            "PUT /services/x",
                            "DELETE /services/x",
                            "GET /no/such/route",
                            "PATCH /containers")
                    .map(route -> route.replaceFirst(" ", " " + root))
                    .forEach(routes::add);
        }
        Stream.of(
                        "GET /info",
                        "GET /containers",
                        "GET /containers/db",
                        "GET /events",
                        "GET /containers/db/logs?follow=true",
                        "GET /containers/db/stats?follow=true",
                        "POST /containers",
                        "POST /containers/db/start",
                        "POST /containers/db/stop",
                        "POST /containers/db/restart",
                        "POST /containers/db/kill",
                        "POST /containers/db/pause",
                        "POST /containers/db/unpause",
                        "POST /containers/db/rename",
                        "DELETE /containers/db",
                        "POST /images/pull",
                        "GET /no/such/route")
                .map(route -> route.replaceFirst(" ", " " + AgentWire.ROOT))
                .forEach(routes::add);
        routes.addAll(List.of("GET /", "GET /favicon.ico", "POST /", "GET /v2/nodes/x"));
        return routes.stream();
    }

    /** Ways to ask that lack the token. */
    private static List<UnaryOperator<HttpRequest.Builder>> strangers() {
        return List.of(
                request -> request,
                request -> request.header("Authorization", "Bearer "),
                request -> request.header("Authorization", "bearer " + TOKEN.substring(1)),
                request -> request.header("Authorization", "Bearer " + TOKEN + "x"),
                request -> request.header("Authorization", "Bearer " + TOKEN + TOKEN),
                request -> request.header("Authorization", "Bearer " + TOKEN.toUpperCase(java.util.Locale.ROOT)),
                request -> request.header("Authorization", "Basic " + TOKEN),
                request -> request.header("Cookie", "Authorization=Bearer " + TOKEN),
                request -> request.header(AgentWire.CLUSTER_HEADER, TestingAgent.CLUSTER)
                        .header(AgentWire.EPOCH_HEADER, "9"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    @DisplayName("A11: no token, or nearly the token -> 401 on every route, and nothing happens")
    void a11_refusesStrangers(String route) {
        String method = route.substring(0, route.indexOf(' '));
        String path = route.substring(method.length() + 1);
        for (UnaryOperator<HttpRequest.Builder> stranger : strangers()) {
            Answer answer = agent.call(stranger.apply(agent.request(method, path, "{}")));

            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.body()).doesNotContain(TOKEN, container);
        }
        String query = path + (path.contains("?") ? "&" : "?") + "token=" + TOKEN + "&access_token=" + TOKEN;
        assertThat(agent.plain(method, query, "{}").status()).isEqualTo(401);
        assertThat(agent.engine.containers()).containsExactly("db");
        assertThat(agent.server.fence()).as("a stranger's epoch is not kept").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("routes")
    @DisplayName("A11: the table above is that of the agent: with the token each of its routes is there")
    void a11_knowsItsRoutes(String route) {
        if (route.startsWith("GET") && !route.contains("follow") && !route.endsWith("/events")) {
            String path = route.substring("GET ".length());
            boolean exists = !route.contains("/no/such") && path.matches("/(v1|dockerapi/v2|agent/v1)/.*");

            int status = agent.call(agent.request("GET", path, "").header("Authorization", "bearer " + TOKEN))
                    .status();

            assertThat(status == 404).as(route + " " + status).isEqualTo(!exists);
        }
    }
}
