package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.ContainerSpec;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine makes of an other side that misbehaves, by each kind of connection. */
class DockerEngineTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String INFO = "{\"ID\":\"E1\",\"Name\":\"n1\",\"NCPU\":2,\"MemTotal\":7}";

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    enum Way {
        TCP,
        UNIX
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsAnEngineThatHangsAtTheDeadline(Way way) {
        FakeEngine fake = fake(way);
        fake.hang("POST /containers/c1/start");
        DockerEngine engine = connect(fake);
        long begin = System.nanoTime();

        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> engine.start("c1", SHORT))
                .withMessageContaining("start c1 within 300 ms")
                .satisfies(e -> assertThat(e.isOutcomeUnknown()).isTrue());

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, LONG);
    }

    @ParameterizedTest
    @EnumSource
    void freesTheThreadAndTheConnectionOfACallThatWasGivenUp(Way way) {
        FakeEngine fake = fake(way);
        fake.hang("GET /info");
        DockerEngine engine = connect(fake);

        assertTimesOut(() -> engine.info(SHORT));

        await().atMost(LONG).until(() -> engine.stuckCalls() == 0 && fake.connections() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void isUsableAgainAfterMoreStuckCallsThanItMayHave(Way way) {
        FakeEngine fake = fake(way);
        fake.hang("GET /info");
        DockerEngine engine = connect(fake, DockerSettings.DEFAULT.withMaxCalls(2));
        for (int i = 0; i < 5; i++) {
            assertTimesOut(() -> engine.info(SHORT));
        }
        fake.json("GET /info", 200, INFO);

        assertThat(engine.info(LONG).engineId()).isEqualTo("E1");
    }

    @ParameterizedTest
    @EnumSource
    void leavesCallsAloneThatRunBesideAStuckOne(Way way) throws Exception {
        FakeEngine fake = fake(way);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        fake.on("POST /containers/slow/start", out -> {
            asked.countDown();
            answer.await();
            out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        });
        fake.hang("GET /info");
        DockerEngine engine = connect(fake);
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> engine.start("slow", LONG));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        assertTimesOut(() -> engine.info(SHORT));
        answer.countDown();

        assertThat(slow).succeedsWithin(LONG);
    }

    @ParameterizedTest
    @EnumSource
    void sendsNothingMoreForACallThatWasGivenUp(Way way) {
        FakeEngine fake = fake(way);
        CountDownLatch go = new CountDownLatch(1);
        fake.on("GET /version", out -> {
            go.await();
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\n"
                            + "{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}")
                    .getBytes(StandardCharsets.UTF_8));
        });
        DockerEngine engine = connect(fake);

        assertTimesOut(() -> engine.start("c1", SHORT));
        go.countDown();

        await().atMost(LONG).until(() -> engine.stuckCalls() == 0 && fake.connections() == 0);
        assertThat(fake.requests()).allMatch(request -> request.equals("GET /version"));
    }

    @ParameterizedTest
    @EnumSource
    void takesAnAnswerThatBreaksOffForUnknown(Way way) {
        FakeEngine fake = fake(way);
        fake.raw("POST /containers/create", "HTTP/1.1 201 Created\r\nContent-Length: 80\r\n\r\n{\"Id\":\"abc");
        DockerEngine engine = connect(fake);

        assertUnknown(() -> engine.create(request("c1", "img:1"), LONG));
    }

    @ParameterizedTest
    @EnumSource
    void takesAConnectionThatIsClosedWithoutAnAnswerForUnknown(Way way) {
        FakeEngine fake = fake(way);
        fake.raw("POST /containers/create", "");
        DockerEngine engine = connect(fake);

        assertUnknown(() -> engine.create(request("c1", "img:1"), LONG));
    }

    @ParameterizedTest
    @EnumSource
    void takesAnAnswerThatIsNoJsonForUnknown(Way way) {
        FakeEngine fake = fake(way);
        fake.json("POST /containers/create", 201, "<html>hello</html>");
        DockerEngine engine = connect(fake);

        assertUnknown(() -> engine.create(request("c1", "img:1"), LONG));
    }

    @Test
    void takesACreatedContainerWithoutAnIdForUnknown() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("POST /containers/create", 201, "{}");
        DockerEngine engine = connect(fake);

        assertUnknown(() -> engine.create(request("c1", "img:1"), LONG));
    }

    @ParameterizedTest
    @EnumSource
    void refusesInTheEnginesOwnWords(Way way) {
        FakeEngine fake = fake(way);
        fake.json(
                "POST /containers/c1/start",
                500,
                "{\"message\":\"driver failed: \\u003cport\\u003e is \\\"taken\\\"\"}\n");
        DockerEngine engine = connect(fake);

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.start("c1", LONG))
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(500);
                    assertThat(e.reason()).isEqualTo("driver failed: <port> is \"taken\"");
                });
    }

    @Test
    void takesARuntimeThatDidNotAnswerTheEngineForUnknown() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("POST /containers/c1/start", 500, "{\"message\":\"start: context deadline exceeded: unknown\"}");
        fake.raw("POST /containers/c2/start", "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 2\r\n\r\nno");
        DockerEngine engine = connect(fake);

        assertUnknown(() -> engine.start("c1", LONG));
        assertUnknown(() -> engine.start("c2", LONG));
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNothingWasSentWhereNobodyListens(Way way) {
        FakeEngine fake = fake(way);
        DockerEngine engine = connect(fake);
        fake.close();

        assertThatExceptionOfType(EngineUnreachableException.class)
                .isThrownBy(() -> engine.start("c1", LONG))
                .satisfies(e -> assertThat(e.isOutcomeUnknown()).isFalse());
    }

    @Test
    void saysThatNothingWasSentWhereThereIsNoSocket() {
        DockerEngine engine = connect("unix://" + directory.resolve("none.sock"), DockerSettings.DEFAULT);

        assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> engine.info(LONG));
    }

    @Test
    void failsAtOnceWhenItHasBeenClosed() {
        FakeEngine fake = fake(Way.TCP);
        DockerEngine engine = connect(fake);
        engine.close();

        assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> engine.info(LONG));
        assertThat(fake.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void endsCallsUnderWayWhenItIsClosed(Way way) throws Exception {
        FakeEngine fake = fake(way);
        CountDownLatch asked = new CountDownLatch(1);
        fake.on("GET /info", out -> {
            asked.countDown();
            new CountDownLatch(1).await();
        });
        DockerEngine engine = connect(fake);
        CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> assertUnknown(() -> engine.info(Duration.ofHours(1))));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        engine.close();

        assertThat(call).succeedsWithin(LONG);
    }

    @Test
    void opensNoConnectionUntilItIsAskedSomething() {
        FakeEngine fake = fake(Way.TCP);

        connect(fake);

        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void asksForTheVersionOnceAndUsesTheNewestThatBothKnow() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("GET /info", 200, INFO);
        DockerEngine engine = connect(fake);

        engine.info(LONG);
        engine.info(LONG);

        assertThat(fake.requests()).containsExactly("GET /version", "GET /v1.41/info", "GET /v1.41/info");
    }

    @Test
    void asksForTheVersionAgainAfterALostContact() {
        FakeEngine fake = fake(Way.TCP);
        fake.raw("GET /info", "");
        DockerEngine engine = connect(fake);
        assertUnknown(() -> engine.info(LONG));
        fake.knowVersions("1.44", "1.52");
        fake.json("GET /info", 200, INFO);

        engine.info(LONG);

        assertThat(fake.requests()).endsWith("GET /version", "GET /v1.44/info");
    }

    @Test
    void asksForTheVersionAgainWhenTheEngineRefusesIt() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("GET /info", 400, "{\"message\":\"client version 1.41 is too old. Minimum is 1.44\"}");
        DockerEngine engine = connect(fake);
        assertThatExceptionOfType(EngineRefusedException.class).isThrownBy(() -> engine.info(LONG));
        fake.knowVersions("1.44", "1.52");
        fake.json("GET /info", 200, INFO);

        engine.info(LONG);

        assertThat(fake.requests()).endsWith("GET /version", "GET /v1.44/info");
    }

    @Test
    void usesTheWishedVersion() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("GET /info", 200, INFO);

        connect(fake, DockerSettings.DEFAULT.withApiVersion("1.30")).info(LONG);

        assertThat(fake.requests()).containsExactly("GET /version", "GET /v1.30/info");
    }

    @Test
    void takesWhatIsAlreadySoForDone() {
        FakeEngine fake = fake(Way.TCP);
        DockerEngine engine = connect(fake);
        fake.raw("POST /containers/c1/start", "HTTP/1.1 304 Not Modified\r\n\r\n");
        fake.raw("POST /containers/c1/stop", "HTTP/1.1 304 Not Modified\r\n\r\n");
        fake.json(
                "POST /containers/c1/kill",
                409,
                "{\"message\":\"Cannot kill container: c1: Container c1 is not running\"}");
        fake.json("POST /containers/c1/pause", 409, "{\"message\":\"Container c1 is already paused\"}");
        fake.json("POST /containers/c1/unpause", 500, "{\"message\":\"Container c1 is not paused\"}");
        fake.json("DELETE /containers/c1", 409, "{\"message\":\"removal of container c1 is already in progress\"}");
        fake.json("DELETE /containers/c2", 404, "{\"message\":\"No such container: c2\"}");

        engine.start("c1", LONG);
        engine.stop("c1", Duration.ZERO, LONG);
        engine.kill("c1", LONG);
        engine.pause("c1", LONG);
        engine.unpause("c1", LONG);
        engine.remove("c1", LONG);
        engine.remove("c2", LONG);

        assertThat(fake.requests()).hasSize(8); // and the version
    }

    @Test
    void removesWithForceAndKeepsVolumes() {
        FakeEngine fake = fake(Way.TCP);
        fake.raw("DELETE /containers/c1", "HTTP/1.1 204 No Content\r\n\r\n");

        connect(fake).remove("c1", LONG);

        assertThat(fake.requests().get(1)).contains("force=true").doesNotContain("v=true");
    }

    @Test
    void failsTheWholeListWhenOneInspectFails() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("GET /containers/json", 200, "[" + ours("aaa") + "," + ours("bbb") + "]");
        fake.json("GET /containers/aaa/json", 200, inspect("aaa"));
        fake.json("GET /containers/bbb/json", 500, "{\"message\":\"disk on fire\"}");
        DockerEngine engine = connect(fake);

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.list(LONG))
                .withMessageContaining("disk on fire");
    }

    @Test
    void leavesAContainerOutOfTheListThatIsGoneWhenItIsInspected() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("GET /containers/json", 200, "[" + ours("aaa") + "," + ours("bbb") + "]");
        fake.json("GET /containers/aaa/json", 200, inspect("aaa"));
        fake.json("GET /containers/bbb/json", 404, "{\"message\":\"No such container: bbb\"}");
        DockerEngine engine = connect(fake);

        assertThat(engine.list(LONG)).extracting("id").containsExactly("aaa");
    }

    @Test
    void doesNotInspectForeignContainers() {
        FakeEngine fake = fake(Way.TCP);
        fake.json(
                "GET /containers/json",
                200,
                "[{\"Id\":\"f\",\"Names\":[\"/f\"],\"Image\":\"i\",\"State\":\"exited\",\"Labels\":{}}]");

        assertThat(connect(fake).list(LONG)).extracting("name").containsExactly("f");
        assertThat(fake.requests()).hasSize(2).last().asString().startsWith("GET /v1.41/containers/json?all=");
    }

    @Test
    void createsWithTypedPortsNamesAndLimits() throws IOException {
        FakeEngine fake = fake(Way.TCP);
        fake.json("POST /containers/create", 201, "{\"Id\":\"abc\"}");
        ContainerSpec spec = ContainerSpec.builder("web", "img:1")
                .command("sh -c 'echo \"a b\"'")
                .hostName("myhost")
                .memoryBytes(64 << 20)
                .cpuShares(512)
                .ports(List.of(new PortMapping(80, 8080, "tcp", "127.0.0.1"), new PortMapping(81, 0, "udp", "")))
                .labels(Map.of("k", "v"))
                .build();

        String id =
                connect(fake).create(new ContainerRequest("full-name", spec, Map.of("humpback.cluster", "c")), LONG);

        JsonNode body = EngineClient.JSON.readTree(fake.bodies().get(0));
        JsonNode host = body.get("HostConfig");
        assertThat(id).isEqualTo("abc");
        assertThat(fake.requests().get(1)).contains("name=full-name");
        assertThat(body.get("Cmd")).hasToString("[\"sh\",\"-c\",\"echo \\\"a b\\\"\"]");
        assertThat(body.get("Tty").asBoolean() && body.get("OpenStdin").asBoolean())
                .isTrue();
        assertThat(body.get("Hostname").asText()).isEqualTo("myhost");
        assertThat(body.get("ExposedPorts").fieldNames()).toIterable().containsExactlyInAnyOrder("80/tcp", "81/udp");
        assertThat(host.at("/PortBindings/80~1tcp/0/HostIp").asText()).isEqualTo("127.0.0.1");
        assertThat(host.at("/PortBindings/80~1tcp/0/HostPort").asText()).isEqualTo("8080");
        assertThat(host.at("/PortBindings/81~1udp/0/HostPort").asText("")).isEmpty();
        assertThat(host.get("Memory").asLong()).isEqualTo(64 << 20);
        assertThat(host.get("CpuShares").asInt()).isEqualTo(512);
        assertThat(host.get("ShmSize").asLong()).isEqualTo(64 << 20);
        assertThat(host.get("NetworkMode").isNull()).isTrue();
        assertThat(host.path("PublishAllPorts").asBoolean()).isFalse();
        assertThat(body.get("Labels").fieldNames()).toIterable().containsExactlyInAnyOrder("k", "humpback.cluster");
    }

    @Test
    void publishesTheImagesPortsWhenNoneAreNamed() throws IOException {
        FakeEngine fake = fake(Way.TCP);
        fake.json("POST /containers/create", 201, "{\"Id\":\"abc\"}");

        connect(fake).create(request("c1", "img:1"), LONG);

        JsonNode host = EngineClient.JSON.readTree(fake.bodies().get(0)).get("HostConfig");
        assertThat(host.get("PublishAllPorts").asBoolean()).isTrue();
    }

    @Test
    void clearsHostNameAndPortsUnderHostNetworking() throws IOException {
        FakeEngine fake = fake(Way.TCP);
        fake.json("POST /containers/create", 201, "{\"Id\":\"abc\"}");
        ContainerSpec spec = ContainerSpec.builder("web", "img:1")
                .networkMode("host")
                .hostName("hh")
                .ports(List.of(new PortMapping(80, 80, "tcp", "")))
                .build();

        connect(fake).create(new ContainerRequest("c1", spec, Map.of()), LONG);

        JsonNode body = EngineClient.JSON.readTree(fake.bodies().get(0));
        assertThat(body.path("Hostname").asText("")).isEmpty();
        assertThat(body.path("ExposedPorts").isEmpty()).isTrue();
        assertThat(body.at("/HostConfig/PortBindings").isEmpty()).isTrue();
        assertThat(body.at("/HostConfig/NetworkMode").asText()).isEqualTo("host");
        assertThat(body.at("/HostConfig/PublishAllPorts").asBoolean()).isFalse();
    }

    @Test
    void refusesACommandWithAnOpenQuoteBeforeAnythingIsSent() {
        FakeEngine fake = fake(Way.TCP);
        ContainerSpec spec =
                ContainerSpec.builder("web", "img:1").command("sh -c 'x").build();
        DockerEngine engine = connect(fake);

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.create(new ContainerRequest("c1", spec, Map.of()), LONG))
                .withMessageContaining("a closing '");
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void doesNotPullAnImageThatIsThere() {
        FakeEngine fake = fake(Way.TCP);
        fake.json("GET /images/img:1/json", 200, "{\"Id\":\"sha256:1\"}");

        connect(fake).pull("img:1", LONG);

        assertThat(fake.requests()).noneMatch(request -> request.contains("/images/create"));
    }

    @Test
    void refusesAPullThatFailsAfterItHasBegun() {
        FakeEngine fake = fake(Way.TCP);
        fake.json(
                "POST /images/create",
                200,
                "{\"status\":\"Pulling\"}\n{\"errorDetail\":{\"message\":\"manifest unknown\"},\"error\":\"manifest unknown\"}\n");
        DockerEngine engine = connect(fake);

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.pull("img", LONG))
                .withMessageContaining("manifest unknown");
        assertThat(fake.requests())
                .anyMatch(request ->
                        request.contains("fromImage=img%3Alatest") || request.contains("fromImage=img:latest"));
    }

    private FakeEngine fake(Way way) {
        FakeEngine fake = way == Way.TCP ? FakeEngine.onTcp() : FakeEngine.onUnix(directory.resolve("d.sock"));
        opened.add(fake);
        return fake;
    }

    private DockerEngine connect(FakeEngine fake) {
        return connect(fake, DockerSettings.DEFAULT);
    }

    private DockerEngine connect(FakeEngine fake, DockerSettings settings) {
        return connect(fake.endpoint(), settings);
    }

    private DockerEngine connect(String endpoint, DockerSettings settings) {
        DockerEngine engine = new DockerConnector(settings).connect(endpoint);
        opened.add(0, engine);
        return engine;
    }

    private static ContainerRequest request(String name, String image) {
        return new ContainerRequest(name, ContainerSpec.builder(name, image).build(), Map.of());
    }

    private static String ours(String id) {
        return "{\"Id\":\"" + id + "\",\"Names\":[\"/n-" + id + "\"],\"Image\":\"i\",\"State\":\"running\","
                + "\"Labels\":{\"humpback.cluster\":\"c\"}}";
    }

    private static String inspect(String id) {
        return "{\"Id\":\"" + id + "\",\"Name\":\"/n-" + id + "\",\"Path\":\"p\",\"State\":{\"Status\":\"running\"},"
                + "\"Config\":{\"Image\":\"i\",\"Labels\":{\"humpback.cluster\":\"c\"}},\"HostConfig\":{}}";
    }

    private static void assertTimesOut(ThrowingCallable call) {
        assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(call);
    }

    private static void assertUnknown(ThrowingCallable call) {
        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.isOutcomeUnknown()).isTrue());
    }
}
