package io.humpback.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two centers, one of which passes on to the other. */
class LeaderForwarderTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final TestingLeader leader = new TestingLeader();
    private final TestingLeader here = new TestingLeader();
    private ApiServer other;
    private ApiServer follower;
    private URI uri;

    /** Tells what it was asked, and by which server. */
    private record EchoApi(String server) implements Api {
        @Override
        public String pathPrefix() {
            return "/v1/";
        }

        @Override
        public void addRoutes(RoutesConfig routes, Executor executor) {
            routes.get("/v1/_ping", ctx -> ctx.result(server));
            routes.get(
                    "/v1/{id}",
                    ctx -> ctx.header("ETag", "\"7\"")
                            .contentType("application/x-test")
                            .status(203)
                            .result(server + " " + ctx.url().replaceAll(":\\d+", "") + "?" + ctx.queryString() + " "
                                    + ctx.header("Authorization")));
            routes.put("/v1/{id}", ctx -> ctx.result(server + " " + ctx.body()));
            routes.get("/v1/refused/{id}", ctx -> {
                throw new RequestRefusedException(409, "as the leader says");
            });
        }

        @Override
        public ErrorAnswer errorAnswer(int status, String message) {
            return ErrorAnswer.plain(server + " " + status + " " + message);
        }
    }

    @BeforeEach
    void start() {
        other = new ApiServer(HttpSettings.DEFAULT, List.of(new EchoApi("leader")));
        int port = other.start("127.0.0.1", 0);
        leader.address = Optional.of("http://127.0.0.1:" + port);
        follower = new ApiServer(HttpSettings.DEFAULT, List.of(new EchoApi("follower")));
        follower.forwardTo(leader, Set.of("/v1/_ping"), null);
        uri = URI.create("http://127.0.0.1:" + follower.start("127.0.0.1", 0));
    }

    @AfterEach
    void stop() {
        follower.close();
        other.close();
    }

    @Test
    void passesOnPathQueryAndHeadersAndBringsBackStatusHeadersAndBody() throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(uri.resolve("/v1/a%20b?x=%2B1&y")).header("Authorization", "Bearer t"));

        assertThat(answer.statusCode()).isEqualTo(203);
        assertThat(answer.headers().firstValue("ETag")).contains("\"7\"");
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/x-test");
        assertThat(answer.body()).isEqualTo("leader http://127.0.0.1/v1/a%20b?x=%2B1&y Bearer t");
    }

    @Test
    void passesOnABody() throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(uri.resolve("/v1/a")).PUT(BodyPublishers.ofString("{\"n\":\"é\"}")));

        assertThat(answer.body()).isEqualTo("leader {\"n\":\"é\"}");
    }

    @Test
    void bringsBackARefusalAsItWasSaid() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri.resolve("/v1/refused/a")));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("leader 409 as the leader says");
    }

    @Test
    void answersItselfWhenItLeadsAndWhatIsLocal() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri.resolve("/v1/_ping"))).body())
                .isEqualTo("follower");

        leader.leading = true;

        assertThat(send(HttpRequest.newBuilder(uri.resolve("/v1/a"))).body()).startsWith("follower ");
    }

    @Test
    void saysThatNobodyLeads() throws Exception {
        leader.address = Optional.empty();

        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri.resolve("/v1/a")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).startsWith("follower 503 no center leads");
    }

    @Test
    void doesNotPassOnWhatWasPassedOn() throws Exception {
        here.address = Optional.of(uri.toString());
        try (ApiServer third = new ApiServer(HttpSettings.DEFAULT, List.of(new EchoApi("third")))) {
            third.forwardTo(here, Set.of(), null);
            URI from = URI.create("http://127.0.0.1:" + third.start("127.0.0.1", 0));

            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(from.resolve("/v1/a")).PUT(BodyPublishers.ofString("x")));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).startsWith("follower 503 this center does not lead");
        }
    }

    @Test
    void saysThatNothingWasDoneWhenTheLeaderCannotBeReached() throws Exception {
        other.close();

        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri.resolve("/v1/a")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void saysThatItMayHaveBeenDoneWhenTheLeaderEndsInTheMiddle() throws Exception {
        try (ServerSocket dying = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            leader.address = Optional.of("http://127.0.0.1:" + dying.getLocalPort());
            var answer = client.sendAsync(
                    HttpRequest.newBuilder(uri.resolve("/v1/a"))
                            .PUT(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            try (Socket accepted = dying.accept()) {
                assertThat(accepted.getInputStream().read()).isPositive();
            }

            assertThat(answer.get().statusCode()).isEqualTo(504);
            assertThat(answer.get().body()).contains("may have been done");
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }
}
