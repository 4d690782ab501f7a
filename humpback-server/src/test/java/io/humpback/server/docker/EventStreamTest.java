package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.Subscription;
import io.humpback.server.testing.RecordingListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventStreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final RecordingListener listener = new RecordingListener();
    /** What the fake engine still has to write to its stream; an empty text ends it. */
    private final BlockingQueue<String> stream = new LinkedBlockingQueue<>();

    private FakeEngine fake;

    @BeforeEach
    void startFake() {
        use(FakeEngine.onTcp());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void tellsWhatChangesAContainer() {
        stream.add(HEAD);
        stream.add(event("aaa", "start"));
        stream.add(event("aaa", "exec_start: ls"));
        stream.add(event("aaa", "health_status: healthy"));
        stream.add(event("bbb", "die"));

        connect(DockerSettings.DEFAULT).subscribe(listener);

        listener.awaitCalls("open", "aaa start", "aaa health_status: healthy", "bbb die");
    }

    @Test
    void asksForContainersAloneAndFromTheEnginesOwnTime() {
        fake.raw(
                "GET /version",
                "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nContent-Length: 21\r\n\r\n"
                        + "{\"ApiVersion\":\"1.41\"}");
        stream.add(HEAD);

        connect(DockerSettings.DEFAULT).subscribe(listener);

        listener.awaitCalls("open");
        assertThat(fake.requests().get(1))
                .startsWith("GET /v1.41/events?filters=%7B%22type%22")
                .endsWith("&since=1795341600");
    }

    @Test
    void isNotOpenBeforeTheEngineHasAnswered() {
        connect(DockerSettings.DEFAULT).subscribe(listener);
        await().atMost(LIMIT).until(() -> fake.requests().size() == 2);
        assertThat(listener.calls()).isEmpty();

        stream.add(HEAD);

        listener.awaitCalls("open");
    }

    @ParameterizedTest
    @EnumSource
    void breaksOnceWhenTheEngineEndsIt(DockerEngineTest.Way way) {
        use(way);
        stream.add(HEAD);
        stream.add("");

        connect(DockerSettings.DEFAULT).subscribe(listener);

        listener.awaitCalls("open", "broken");
    }

    @Test
    void breaksWithTheReasonWhenTheEngineRefuses() {
        fake.json("GET /events", 500, "{\"message\":\"no events today\"}");

        connect(DockerSettings.DEFAULT).subscribe(listener);

        listener.awaitCalls("broken");
        assertThat(listener.reason()).isEqualTo("no events today");
    }

    @ParameterizedTest
    @EnumSource
    void breaksWhenTheEngineDoesNotOpenItInTime(DockerEngineTest.Way way) {
        use(way);
        Duration openTimeout = Duration.ofMillis(200);

        connect(DockerSettings.DEFAULT.withEventLimits(openTimeout, LIMIT)).subscribe(listener);

        listener.awaitCalls("broken");
        assertThat(listener.reason()).isEqualTo("not open after 200 ms");
    }

    @Test
    void breaksWhenItIsSilentForTooLongByTcp() {
        stream.add(HEAD);

        connect(DockerSettings.DEFAULT.withEventLimits(LIMIT, Duration.ofMillis(300)))
                .subscribe(listener);

        listener.awaitCalls("open", "broken");
    }

    @Test
    void breaksOnBadJson() {
        stream.add(HEAD);
        stream.add("{\"Action\": oops}\n");

        connect(DockerSettings.DEFAULT).subscribe(listener);

        listener.awaitCalls("open", "broken");
    }

    @Test
    void breaksWhenACallFindsNobodyListening() {
        stream.add(HEAD);
        DockerEngine engine = connect(DockerSettings.DEFAULT);
        engine.subscribe(listener);
        listener.awaitCalls("open");
        fake.stopListening();

        assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> engine.info(LIMIT));

        listener.awaitCalls("open", "broken");
    }

    @ParameterizedTest
    @EnumSource
    void isSilentWhenItIsClosed(DockerEngineTest.Way way) {
        use(way);
        stream.add(HEAD);
        DockerEngine engine = connect(DockerSettings.DEFAULT);
        Subscription subscription = engine.subscribe(listener);
        listener.awaitCalls("open");

        subscription.close();

        await().atMost(LIMIT).until(() -> engine.openStreams() == 0);
        assertThat(listener.calls()).containsExactly("open");
    }

    @Test
    void keepsDetailsOnlyWhileTheStreamIsOpenAndUntilTheyChange() {
        fake.json(
                "GET /containers/json",
                200,
                "[{\"Id\":\"aaa\",\"Names\":[\"/a\"],\"Image\":\"i\",\"State\":\"running\","
                        + "\"Labels\":{\"humpback.cluster\":\"c\"}}]");
        fake.json(
                "GET /containers/aaa/json",
                200,
                "{\"Id\":\"aaa\",\"Name\":\"/a\",\"State\":{\"Status\":\"running\"},\"Config\":{\"Image\":\"i\"},"
                        + "\"HostConfig\":{}}");
        DockerEngine engine = connect(DockerSettings.DEFAULT);
        assertThat(inspectsDuringTwoLists(engine)).isEqualTo(2);

        stream.add(HEAD);
        engine.subscribe(listener);
        listener.awaitCalls("open");
        assertThat(inspectsDuringTwoLists(engine)).isEqualTo(1);

        stream.add(event("aaa", "rename"));
        listener.awaitCalls("open", "aaa rename");
        assertThat(inspectsDuringTwoLists(engine)).isEqualTo(1);

        fake.raw("POST /containers/aaa/restart", "HTTP/1.1 204 No Content\r\n\r\n");
        engine.restart("aaa", Duration.ZERO, LIMIT);
        assertThat(inspectsDuringTwoLists(engine)).isEqualTo(1);

        stream.add("");
        listener.awaitCalls("open", "aaa rename", "broken");
        assertThat(inspectsDuringTwoLists(engine)).isEqualTo(2);
    }

    @Test
    void inspectsAgainWhatTheListShowsInAnotherState() {
        fake.json(
                "GET /containers/aaa/json",
                200,
                "{\"Id\":\"aaa\",\"Name\":\"/a\",\"State\":{\"Status\":\"running\"},\"Config\":{\"Image\":\"i\"},"
                        + "\"HostConfig\":{}}");
        fake.json(
                "GET /containers/json",
                200,
                "[{\"Id\":\"aaa\",\"Names\":[\"/a\"],\"Image\":\"i\",\"State\":\"removing\","
                        + "\"Labels\":{\"humpback.cluster\":\"c\"}}]");
        DockerEngine engine = connect(DockerSettings.DEFAULT);
        stream.add(HEAD);
        engine.subscribe(listener);
        listener.awaitCalls("open");

        assertThat(inspectsDuringTwoLists(engine)).isEqualTo(2);
    }

    private long inspectsDuringTwoLists(DockerEngine engine) {
        long before = inspects();
        engine.list(LIMIT);
        engine.list(LIMIT);
        return inspects() - before;
    }

    private long inspects() {
        return fake.requests().stream()
                .filter(request -> request.endsWith("/aaa/json"))
                .count();
    }

    private void use(DockerEngineTest.Way way) {
        if (way == DockerEngineTest.Way.UNIX) {
            use(FakeEngine.onUnix(directory.resolve("d.sock")));
        }
    }

    private void use(FakeEngine engine) {
        fake = engine;
        opened.add(engine);
        engine.on("GET /events", this::writeStream);
    }

    private void writeStream(OutputStream out) throws IOException, InterruptedException {
        for (String part = stream.take(); !part.isEmpty(); part = stream.take()) {
            out.write(part.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private DockerEngine connect(DockerSettings settings) {
        DockerEngine engine = new DockerConnector(settings).connect(fake.endpoint());
        opened.add(0, engine);
        return engine;
    }

    private static String event(String id, String action) {
        return "{\"Type\":\"container\",\"Action\":\"" + action + "\",\"Actor\":{\"ID\":\"" + id + "\"}}\n";
    }
}
