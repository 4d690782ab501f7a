package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FaultProxyTest {
    private final ServerSocket echo = open();
    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private FaultProxy proxy;

    @TempDir
    Path directory;

    private static ServerSocket open() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        proxy = FaultProxy.tcp(target());
        Thread server = new Thread(() -> {
            try {
                while (true) {
                    Socket socket = echo.accept();
                    new Thread(() -> echo(socket)).start();
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        server.setDaemon(true);
        server.start();
    }

    private InetSocketAddress target() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort());
    }

    private void echo(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            for (int read = in.read(); read >= 0; read = in.read()) {
                heard.add(read);
                socket.getOutputStream().write(read);
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    /** Waits until the server has heard {@code text}. */
    private void awaitHeard(String text) throws InterruptedException {
        for (int i = 0; i < text.length(); i++) {
            assertThat(heard.take()).isEqualTo((int) text.charAt(i));
        }
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(300);
        return socket;
    }

    private static String say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return hear(socket, text.length());
    }

    private static String hear(Socket socket, int length) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void bringsWhatIsSaid() throws Exception {
        try (Socket socket = connect()) {
            assertThat(say(socket, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void bringsItOnAUnixSocketToo() throws Exception {
        Path path = directory.resolve("s");
        try (AutoCloseable unix = FaultProxy.unix(path, target());
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThat(unix).isNotNull();
            client.connect(UnixDomainSocketAddress.of(path));
            client.write(ByteBuffer.wrap(new byte[] {7}));
            ByteBuffer answer = ByteBuffer.allocate(1);
            client.read(answer);

            assertThat(answer.get(0)).isEqualTo((byte) 7);
        }
    }

    @Test
    void swallowsAnswersAndResetsOnAUnixSocketToo() throws Exception {
        Path path = directory.resolve("s");
        try (FaultProxy unix = FaultProxy.unix(path, target());
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            unix.swallowAnswers();
            client.write(ByteBuffer.wrap(new byte[] {'a'}));
            awaitHeard("a");

            unix.cut();

            assertThat(client.read(ByteBuffer.allocate(1))).isNegative();
        }
    }

    @Test
    void isSilentAndBringsItLateOnceItIsHealed() throws Exception {
        try (Socket socket = connect()) {
            proxy.silence();
            assertThatThrownBy(() -> say(socket, "hello")).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();

            socket.setSoTimeout(0);
            assertThat(hear(socket, 5)).isEqualTo("hello");
        }
    }

    @Test
    void swallowsAnswersOfWhatWasDone() throws Exception {
        try (Socket socket = connect()) {
            proxy.swallowAnswers();
            assertThatThrownBy(() -> say(socket, "hello")).isInstanceOf(SocketTimeoutException.class);
            awaitHeard("hello");

            proxy.heal();

            assertThatThrownBy(() -> hear(socket, 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void holdsBackTheAnswersOfAHalfOpenConnection() throws Exception {
        try (Socket socket = connect()) {
            proxy.halfOpen();
            assertThatThrownBy(() -> say(socket, "hello")).isInstanceOf(SocketTimeoutException.class);
            awaitHeard("hello");

            proxy.heal();

            socket.setSoTimeout(0);
            assertThat(hear(socket, 5)).isEqualTo("hello");
        }
    }

    @Test
    void resetsAfterSomeBytes() throws Exception {
        proxy.resetAfter(3);
        try (Socket socket = connect()) {
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            awaitHeard("hel");

            socket.setSoTimeout(0);
            assertThatThrownBy(() -> assertThat(hear(socket, 4)).hasSizeLessThan(4))
                    .isInstanceOf(IOException.class);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void refusesAndResets() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "a");
            awaitHeard("a");
            proxy.refuse();

            socket.setSoTimeout(0);
            assertThatThrownBy(() -> say(socket, "hello")).isInstanceOf(IOException.class);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void answersWithAStatusInPlaceOfTheServer() throws Exception {
        proxy.answerStatus(503);
        try (Socket socket = connect()) {
            socket.setSoTimeout(0);
            assertThat(say(socket, "GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 503 Inje");
        }
    }

    @Test
    void delaysEachPiece() throws Exception {
        proxy.delay(Duration.ofMillis(200));
        try (Socket socket = connect()) {
            socket.setSoTimeout(0);
            long begun = System.nanoTime();
            say(socket, "hello");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(390));
        }
    }
}
