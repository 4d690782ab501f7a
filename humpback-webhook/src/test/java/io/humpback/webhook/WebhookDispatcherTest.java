package io.humpback.webhook;

import static io.humpback.webhook.TestingEvents.API;
import static io.humpback.webhook.TestingEvents.WEB;
import static io.humpback.webhook.TestingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.common.net.InetAddresses;
import io.humpback.core.Hook;
import io.humpback.core.HookPosition;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class WebhookDispatcherTest {
    private static final MockResponse OK = new MockResponse.Builder().build();
    private static final MockResponse STALL = new MockResponse.Builder()
            .onResponseStart(SocketEffect.Stall.INSTANCE)
            .build();
    private static final WebhookConfig CONFIG = WebhookConfig.builder()
            .firstRetry(Duration.ofMillis(5))
            .maxRetry(Duration.ofMillis(20))
            .build();

    private final TestingEventFeed feed = new TestingEventFeed();
    private final TestingListener listener = new TestingListener();
    private final List<MockWebServer> servers = new ArrayList<>();
    private final List<WebhookDispatcher> dispatchers = new ArrayList<>();
    private MockWebServer server;
    private Hook hook;

    @BeforeAll
    static void bePatient() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void startServer() throws IOException {
        server = newServer();
        hook = hook(server);
    }

    @AfterEach
    void stop() {
        dispatchers.forEach(WebhookDispatcher::close);
        servers.forEach(MockWebServer::close);
    }

    @Test
    void deliversWhatIsThereAndWhatComesInOrder() throws InterruptedException {
        answer(server, OK, 20);
        LongStream.rangeClosed(1, 10).forEach(sequence -> feed.append(event(WEB, sequence, hook)));
        start();
        LongStream.rangeClosed(11, 20).forEach(sequence -> feed.append(event(WEB, sequence, hook)));

        await().until(() -> feed.position(WEB, hook.url()) == 20);

        for (long sequence = 1; sequence <= 20; sequence++) {
            assertThat(idOf(server.takeRequest())).isEqualTo(MessageWriter.idOf(event(WEB, sequence, hook)));
        }
    }

    @Test
    void sendsTheSameAgainAfterAFailure() throws InterruptedException {
        answer(server, status(500), 2);
        answer(server, OK, 2);
        feed.append(event(WEB, 1, hook), event(WEB, 2, hook));
        start();

        await().until(() -> feed.position(WEB, hook.url()) == 2);

        RecordedRequest first = server.takeRequest();
        RecordedRequest second = server.takeRequest();
        assertThat(List.of(idOf(second), idOf(server.takeRequest()))).containsOnly(idOf(first));
        assertThat(second.getBody()).isEqualTo(first.getBody());
        assertThat(idOf(server.takeRequest())).startsWith("msg_2_");
        assertThat(listener.failures).containsExactly("HTTP 500", "HTTP 500");
    }

    @Test
    void keepsToWhatAReceiverAsksFor() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "1")
                .build());
        answer(server, OK, 1);
        feed.append(event(WEB, 1, hook));
        start();

        await().until(() -> feed.position(WEB, hook.url()) == 1);

        assertThat(listener.waits).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void letsOneDeadReceiverDelayNoOther() throws IOException {
        MockWebServer dead = newServer();
        answer(dead, STALL, 20);
        answer(server, OK, 20);
        for (int i = 1; i <= 20; i++) {
            feed.append(event(MetaId.of("meta" + i), i, hook(dead), hook));
        }
        start();

        await().until(() -> listener.delivered.size() == 20);

        assertThat(server.getRequestCount()).isEqualTo(20);
        assertThat(dead.getRequestCount()).isEqualTo(1);
    }

    @Test
    void sendsAgainAfterARestartWhatWasNotAcknowledged() throws InterruptedException {
        answer(server, OK, 1);
        answer(server, STALL, 1);
        answer(server, OK, 1);
        feed.append(event(WEB, 1, hook), event(WEB, 2, hook));
        WebhookDispatcher first = start();
        await().until(() -> server.getRequestCount() == 2);
        first.close();
        feed.commit();
        start();

        await().until(() -> feed.position(WEB, hook.url()) == 2);

        server.takeRequest();
        RecordedRequest unanswered = server.takeRequest();
        RecordedRequest again = server.takeRequest();
        assertThat(idOf(again)).isEqualTo(idOf(unanswered)).startsWith("msg_2_");
        assertThat(again.getBody()).isEqualTo(unanswered.getBody());
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void goesOnAfterTheCommittedPositions() throws InterruptedException {
        answer(server, OK, 1);
        feed.acknowledge(new HookPosition(HookPosition.hookId(WEB, hook.url()), WEB, 1));
        feed.commit();
        feed.append(event(WEB, 1, hook), event(WEB, 2, hook));
        start();

        await().until(() -> feed.position(WEB, hook.url()) == 2);

        assertThat(idOf(server.takeRequest())).startsWith("msg_2_");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void sendsEachEventToItsOwnReceiversOnly() throws IOException {
        MockWebServer late = newServer();
        answer(server, OK, 1);
        answer(late, OK, 1);
        feed.append(event(WEB, 1, hook), event(WEB, 2, hook(late)));
        start();

        await().until(() -> listener.delivered.size() == 2);

        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(late.getRequestCount()).isEqualTo(1);
    }

    @Test
    void tellsEveryReceiverItsOwnTokenOnly() throws IOException, InterruptedException {
        MockWebServer other = newServer();
        answer(server, OK, 1);
        answer(other, OK, 1);
        Hook ours = new Hook(hook.url(), "token-1");
        Hook theirs = new Hook(hook(other).url(), "token-2");
        feed.append(event(WEB, 1, ours, theirs));
        start();

        RecordedRequest request = server.takeRequest();

        assertThat(request.getHeaders().get("X-Humpback-Token")).isEqualTo("token-1");
        assertThat(request.getBody().utf8())
                .contains(ours.url(), "token-1")
                .contains("\"http://127.0.0.1:" + other.getPort() + "\"")
                .doesNotContain("token-2")
                .doesNotContain(theirs.url());
    }

    @Test
    void stopsSendingToAReceiverThatIsGone() throws IOException {
        MockWebServer gone = newServer();
        answer(gone, status(410), 2);
        answer(server, OK, 2);
        feed.append(event(WEB, 1, hook(gone), hook));
        start();
        await().until(() -> listener.disabled.size() == 1);
        feed.append(event(WEB, 2, hook(gone), hook));

        await().until(() -> feed.position(WEB, hook.url()) == 2);

        assertThat(gone.getRequestCount()).isEqualTo(1);
        assertThat(feed.position(WEB, hook(gone).url())).isZero();
    }

    @Test
    void outlivesAFeedThatFailsForAWhile() {
        answer(server, OK, 1);
        feed.fail(5);
        feed.append(event(WEB, 1, hook));
        start();

        await().until(() -> feed.position(WEB, hook.url()) == 1);

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void outlivesAListenerThatFails() {
        answer(server, OK, 2);
        feed.append(event(WEB, 1, hook), event(WEB, 2, hook));
        DeliveryListener broken = new DeliveryListener() {
            @Override
            public void delivered(Delivery delivery) {
                throw new IllegalStateException("a listener's defect");
            }

            @Override
            public void failed(Delivery delivery, String reason, Duration wait) {}

            @Override
            public void disabled(Delivery delivery, String reason) {}
        };
        dispatchers.add(WebhookDispatcher.start(feed, CONFIG, InstantSource.system(), broken));

        await().until(() -> feed.position(WEB, hook.url()) == 2);

        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void drainsALongBacklogWithFewEventsInMemory() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return OK;
            }
        });
        MetaEvent[] backlog = LongStream.rangeClosed(1, 2_000)
                .mapToObj(sequence -> event(sequence % 2 == 0 ? WEB : API, sequence, hook))
                .toArray(MetaEvent[]::new);
        feed.append(backlog);
        start();

        await().until(() -> feed.position(WEB, hook.url()) == 2_000 && feed.position(API, hook.url()) == 1_999);

        assertThat(server.getRequestCount()).isEqualTo(2_000);
        assertThat(feed.longestPage()).isEqualTo(CONFIG.pageSize());
    }

    @Test
    void closesWithAttemptsUnderWayAndLeavesNothingBehind() {
        answer(server, STALL, 1);
        feed.append(event(WEB, 1, hook));
        WebhookDispatcher dispatcher = start();
        await().until(() -> server.getRequestCount() == 1);

        dispatcher.close();
        dispatcher.close();

        assertThat(feed.position(WEB, hook.url())).isZero();
        assertThat(listener.failures).isEmpty();
        assertThat(feed.listeners()).isZero();
        await("a pool has ended shortly before its threads have")
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("humpback-webhook")));
    }

    @Test
    void logsNoSecrets() {
        Logger root = (Logger) LoggerFactory.getLogger("io.humpback");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.setLevel(Level.TRACE);
        root.addAppender(lines);
        try {
            answer(server, status(500), 1);
            answer(server, status(410), 1);
            String url = hook.url().replace("http://", "http://ann:s3cret-user@") + "/s3cret-path?key=s3cret-key";
            feed.append(event(WEB, 1, new Hook(url, "s3cret-token")));
            dispatchers.add(WebhookDispatcher.start(feed, CONFIG, InstantSource.system()));

            await().until(() -> lines.list.size() >= 2);
        } finally {
            root.detachAppender(lines);
            root.setLevel(null);
        }

        assertThat(List.copyOf(lines.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(line -> line.contains("receiver=http://127.0.0.1:" + server.getPort() + " "))
                .noneMatch(line -> line.contains("s3cret"));
    }

    private WebhookDispatcher start() {
        WebhookDispatcher dispatcher = WebhookDispatcher.start(feed, CONFIG, InstantSource.system(), listener);
        dispatchers.add(dispatcher);
        return dispatcher;
    }

    private MockWebServer newServer() throws IOException {
        MockWebServer newServer = new MockWebServer();
        servers.add(newServer);
        newServer.start(InetAddresses.forString("127.0.0.1"), 0);
        return newServer;
    }

    private static Hook hook(MockWebServer server) {
        return new Hook("http://127.0.0.1:" + server.getPort() + "/hook", "");
    }

    private static MockResponse status(int code) {
        return new MockResponse.Builder().code(code).build();
    }

    private static void answer(MockWebServer server, MockResponse response, int times) {
        for (int i = 0; i < times; i++) {
            server.enqueue(response);
        }
    }

    private static String idOf(RecordedRequest request) {
        return request.getHeaders().get("webhook-id");
    }
}
