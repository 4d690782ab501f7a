package io.humpback.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.server.testing.LoggedErrors;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A center that does not lead, asked to read and to write while nobody leads or the leader is lost. */
class StaleReadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration AGE = Duration.ofMillis(42_900);

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestingLeader known = new TestingLeader();
    private final HeadApi followerApi = new HeadApi("follower", known);
    private final HeadApi leaderApi = new HeadApi("leader");
    private ApiServer follower;
    private ApiServer leader;
    private URI uri;
    private String leaderAddress;

    @BeforeEach
    void start() {
        leader = new ApiServer(HttpSettings.DEFAULT, List.of(leaderApi));
        leaderAddress = "http://127.0.0.1:" + leader.start("127.0.0.1", 0);
        follower = new ApiServer(HttpSettings.DEFAULT, List.of(followerApi));
        follower.forwardTo(known, Set.of(), null);
        uri = URI.create("http://127.0.0.1:" + follower.start("127.0.0.1", 0) + "/v1/head");
    }

    @AfterEach
    void stop() {
        follower.close();
        leader.close();
    }

    @Test
    @DisplayName("B1: a read while nobody leads comes from what was known last, with its age")
    void b1_answersFromWhatWasKnownLastAndSaysSo() throws Exception {
        known.knows(AGE);

        HttpResponse<String> answer = read();

        assertStale(answer, "follower 1");
        assertThat(answer.headers().firstValue("Age")).contains("42");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    @DisplayName("B1: a write while nobody leads is refused without effect")
    void b1_refusesWhatChangesSomething() throws Exception {
        known.knows(AGE);

        HttpResponse<String> answer = write();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Humpback-Stale")).isEmpty();
        assertThat(answer.body()).startsWith("follower 503 no center leads");
        assertThat(followerApi.changes).isEmpty();
    }

    @Test
    void refusesAReadIfNothingWasEverKnown() throws Exception {
        HttpResponse<String> answer = read();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void marksNothingWhileSomebodyLeads() throws Exception {
        known.knows(AGE);
        known.address = Optional.of(leaderAddress);

        HttpResponse<String> answer = read();

        assertThat(answer.body()).isEqualTo("leader 9");
        assertThat(answer.headers().firstValue("Humpback-Stale")).isEmpty();
        assertThat(answer.headers().firstValue("Age")).isEmpty();
    }

    @Test
    void answersFromWhatWasKnownWhereItsOwnTermHasJustEnded() throws Exception {
        known.knows(AGE);
        known.leading = true;

        assertStale(read(), "follower 1");
    }

    @Test
    void answersFromWhatWasKnownWhenTheLeaderIsDead() throws Exception {
        known.knows(AGE);
        known.address = Optional.of(leaderAddress);
        leader.close();

        assertStale(read(), "follower 1");
        assertThat(write().statusCode()).isEqualTo(503);
    }

    @Test
    void refusesAReadWhenTheLeaderIsDeadAndNothingIsKnown() throws Exception {
        known.address = Optional.of(leaderAddress);
        leader.close();

        HttpResponse<String> answer = read();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("follower 503 the leader does not answer, or leads no more, try again");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void answersFromWhatWasKnownWhenTheLeaderIsSilent() throws Exception {
        known.knows(AGE);
        try (ServerSocket silent = listening();
                ApiServer impatient = new ApiServer(HttpSettings.DEFAULT, List.of(followerApi))) {
            known.address = Optional.of(address(silent));
            impatient.forwardBy(new LeaderClient(null, Duration.ofMillis(200)), known, Set.of());
            URI here = URI.create("http://127.0.0.1:" + impatient.start("127.0.0.1", 0) + "/v1/head");

            assertStale(send(HttpRequest.newBuilder(here)), "follower 1");
        }
    }

    @Test
    void answersFromWhatWasKnownWhenTheLeaderEndsInTheMiddle() throws Exception {
        known.knows(AGE);
        try (ServerSocket dying = listening()) {
            known.address = Optional.of(address(dying));
            var answer = readLater();
            cut(dying);

            assertStale(answer.get(), "follower 1");
        }
    }

    @Test
    @DisplayName("A write whose answer is lost may have been done: it is told so, and not sent again")
    void sendsAWriteOnce() throws Exception {
        known.knows(AGE);
        try (ServerSocket dying = listening()) {
            known.address = Optional.of(address(dying));
            var answer = client.sendAsync(
                    HttpRequest.newBuilder(uri)
                            .PUT(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            cut(dying);
            known.address = Optional.of(leaderAddress);

            assertThat(answer.get().statusCode()).isEqualTo(504);
            assertThat(answer.get().headers().firstValue("Retry-After")).isEmpty();
            assertThat(leaderApi.changes).isEmpty();
            assertThat(followerApi.changes).isEmpty();
        }
    }

    @Test
    void asksTheNextLeaderAgain() throws Exception {
        try (ServerSocket dying = listening()) {
            known.address = Optional.of(address(dying));
            var answer = readLater();
            try (Socket accepted = dying.accept()) {
                assertThat(accepted.getInputStream().read()).isPositive();
                known.address = Optional.of(leaderAddress);
            }

            assertThat(answer.get().body()).isEqualTo("leader 9");
        }
    }

    @Test
    void asksNoMoreThanTwoLeaders() throws Exception {
        known.knows(AGE);
        try (ServerSocket first = listening();
                ServerSocket second = listening()) {
            known.address = Optional.of(address(first));
            var answer = readLater();
            try (Socket accepted = first.accept()) {
                assertThat(accepted.getInputStream().read()).isPositive();
                known.address = Optional.of(address(second));
            }
            try (Socket accepted = second.accept()) {
                assertThat(accepted.getInputStream().read()).isPositive();
                known.address = Optional.of(leaderAddress);
            }

            assertStale(answer.get(), "follower 1");
        }
    }

    @Test
    @DisplayName("Two centers that each take the other for the leader: a read is stale, a write refused")
    void endsWhatGoesRoundInCircles() throws Exception {
        TestingLeader other = new TestingLeader();
        HeadApi api = new HeadApi("other", other);
        try (ApiServer server = new ApiServer(HttpSettings.DEFAULT, List.of(api))) {
            other.address = Optional.of(uri.resolve("/").toString().replaceAll("/$", ""));
            server.forwardTo(other, Set.of(), null);
            known.address = Optional.of("http://127.0.0.1:" + server.start("127.0.0.1", 0));

            assertThat(read().statusCode()).isEqualTo(503);
            HttpResponse<String> refused = write();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).startsWith("other 503 this center does not lead");

            known.knows(AGE);
            assertStale(read(), "follower 1");
            other.knows(Duration.ZERO);
            assertStale(read(), "other 1");
            assertThat(api.changes).isEmpty();
        }
    }

    @Test
    void doesNotPassOnWhoseCallerIsKnownByTheConnectionAlone() throws Exception {
        followerApi.connectionBound = true;
        known.address = Optional.of(leaderAddress);

        HttpResponse<String> answer = write();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("cannot be passed on: ask " + leaderAddress);
        assertThat(leaderApi.changes).isEmpty();
    }

    @Test
    void passesNothingOnThatBelongsToTheConnection() throws Exception {
        known.address = Optional.of(leaderAddress);

        assertThat(raw("X-Hop: a")).contains("x-asked: a");
        assertThat(raw("X-Hop: a\r\nConnection: keep-alive, x-hop")).contains("x-asked: null");
    }

    @Test
    @DisplayName("A client that leaves while its read is passed on costs no word in the log")
    void outlivesClientsThatLeave() throws Exception {
        known.knows(AGE);
        try (LoggedErrors errors = LoggedErrors.begin();
                ServerSocket dying = listening()) {
            known.address = Optional.of(address(dying));
            try (Socket accepted = askAndLeave(dying)) {
                assertThat(accepted.isClosed()).isFalse();
            }

            known.address = Optional.of(leaderAddress);
            await("others are served").atMost(LIMIT).until(() -> read().body().equals("leader 9"));
            assertThat(errors.lines()).isEmpty();
        }
    }

    /** Returns the connection by which the request of a client that has left was passed on to {@code leader}. */
    private Socket askAndLeave(ServerSocket leader) throws IOException {
        try (Socket leaving = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            leaving.getOutputStream().write(request(""));
            Socket accepted = leader.accept();
            leaving.setSoLinger(true, 0); // closing resets the connection
            return accepted;
        }
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    private static String address(ServerSocket socket) {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** Ends a connection on which something was asked, and listens no more. */
    private static void cut(ServerSocket dying) throws IOException {
        try (Socket accepted = dying.accept()) {
            assertThat(accepted.getInputStream().read()).isPositive();
            dying.close();
        }
    }

    private static void assertStale(HttpResponse<String> answer, String body) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("Humpback-Stale")).contains("true");
        assertThat(answer.headers().firstValue("Age")).isPresent();
    }

    private static byte[] request(String headers) {
        return ("GET /v1/head HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String raw(String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write(request(headers));
            byte[] read = new byte[4096];
            int length = socket.getInputStream().read(read);
            return new String(read, 0, length, StandardCharsets.US_ASCII);
        }
    }

    private HttpResponse<String> read() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri));
    }

    private CompletableFuture<HttpResponse<String>> readLater() {
        return client.sendAsync(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> write() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString("x")));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
    }
}
