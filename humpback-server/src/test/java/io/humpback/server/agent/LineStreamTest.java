package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.server.testing.LoggedErrors;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams over real connections, which break in the middle of a piece. */
class LineStreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final byte[] PIECE = new byte[64 * 1024];

    private final LoggedErrors errors = LoggedErrors.begin();
    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private Javalin server;
    private volatile LineStream quiet;

    @BeforeEach
    void start() {
        Arrays.fill(PIECE, (byte) 'x');
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.http.asyncTimeout = 0;
            config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(SHORT.toMillis()));
            config.routes.get("/flood", ctx -> open(ctx, stream -> writers.execute(() -> flood(stream))));
            config.routes.get("/quiet", ctx -> open(ctx, stream -> quiet = stream));
            config.routes.exception(
                    Exception.class, (e, ctx) -> ctx.status(Failures.of(e).code()));
        });
        server.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        writers.shutdownNow();
        server.stop();
        errors.close();
    }

    private void open(Context ctx, Consumer<LineStream> begin) {
        LineStream.open(ctx, "text/plain", stream -> {
            open.incrementAndGet();
            stream.onEnd(open::decrementAndGet);
            begin.accept(stream);
            begun.incrementAndGet();
        });
    }

    private static void flood(LineStream stream) {
        try {
            boolean taken = true;
            while (taken) {
                taken = stream.offerWaiting(PIECE, LIMIT);
            }
        } catch (InterruptedException e) {
            stream.cut();
        }
    }

    @Test
    void endsForReadersThatResetTheirConnections() throws IOException {
        for (int i = 0; i < 300; i++) {
            try (Socket reader = reader()) {
                reader.getInputStream().readNBytes(i * 100);
                reader.setSoLinger(true, 0); // closing resets the connection
            }
        }

        await("all to end").atMost(LIMIT).until(() -> open.get() == 0);
        await("idle threads").atMost(LIMIT).until(() -> threadsInARequest() == 0);
        assertThat(errors.lines()).isEmpty();
    }

    @Test
    void endsForReadersThatDoNotRead() throws IOException {
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(reader());
        }

        await("all to begin").atMost(LIMIT).until(() -> begun.get() == 100);
        await("all to end").atMost(LIMIT).until(() -> open.get() == 0);
        await("idle threads").atMost(LIMIT).until(() -> threadsInARequest() == 0);
        assertThat(errors.lines()).isEmpty();
        for (Socket reader : readers) {
            reader.close();
        }
    }

    /** A hundred readers that stall are as many times this little, and not what an engine can say in half a minute. */
    @Test
    void keepsLittleForAReaderThatDoesNotRead() throws IOException, InterruptedException {
        byte[] piece = new byte[8 * 1024];
        try (Socket reader = reader("/quiet")) {
            await("beginning").atMost(LIMIT).until(() -> begun.get() == 1);
            int most = 0;
            boolean taken = true;
            while (taken) {
                most = Math.max(most, quiet.waitingBytes());
                taken = quiet.offerWaiting(piece, SHORT.dividedBy(3));
            }

            assertThat(most).isPositive().isLessThan(LineStream.MAX_WAITING_BYTES);
            assertThat(quiet.waitingBytes()).isZero();
            assertThat(reader.isConnected()).isTrue();
        }
    }

    @Test
    void cutsOffAReaderOfWhatCannotWait() throws IOException {
        try (Socket reader = reader("/quiet")) {
            await("beginning").atMost(LIMIT).until(() -> begun.get() == 1);
            int most = 0;
            while (quiet.offer(PIECE)) {
                most = Math.max(most, quiet.waitingBytes());
            }

            assertThat(most).isLessThan(LineStream.MAX_WAITING_BYTES + PIECE.length);
            await("the end").atMost(LIMIT).until(() -> open.get() == 0);
            assertThat(reader.isConnected()).isTrue();
        }
    }

    @Test
    void endsAfterTheServerHasStopped() throws IOException {
        try (Socket reader = reader("/quiet")) {
            await("beginning").atMost(LIMIT).until(() -> begun.get() == 1);
            server.stop();

            quiet.finish();

            await("the end").atMost(LIMIT).until(() -> open.get() == 0);
            assertThat(reader.getInputStream().readAllBytes()).isNotNull();
        }
        await("idle threads").atMost(LIMIT).until(() -> threadsInARequest() == 0);
        assertThat(errors.lines()).isEmpty();
    }

    private Socket reader() throws IOException {
        return reader("/flood");
    }

    private Socket reader(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static long threadsInARequest() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> List.of(stack).toString().contains("io.javalin.http.servlet.JavalinServlet"))
                .count();
    }
}
