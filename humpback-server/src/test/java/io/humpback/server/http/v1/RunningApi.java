package io.humpback.server.http.v1;

import io.humpback.server.http.ApiServer;
import io.humpback.server.http.HttpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The API on a free port of loopback, above a {@link TestingClusterControl}, and a client for it. */
final class RunningApi implements AutoCloseable {
    static final CenterConfiguration CONFIGURATION = new CenterConfiguration(
            "1.3.7",
            "./humpback-center.pid",
            true,
            "http://127.0.0.1:8012/api",
            new CenterConfiguration.Cluster(
                    List.of(
                            "datapath=./data",
                            "cacheroot=./cache",
                            "overcommit=0.08",
                            "recoveryinterval=20s",
                            "createretry=2",
                            "migratedelay=10s",
                            "removedelay=20s"),
                    new CenterConfiguration.Discovery("zk://127.0.0.1:12181", "humpback/center", "8s")),
            new CenterConfiguration.ApiHosts(List.of("127.0.0.1:8589"), true),
            new CenterConfiguration.Notifications(null),
            new CenterConfiguration.Logger("./logs/humpback-center.log", "info", 20_971_520));

    final TestingClusterControl control = new TestingClusterControl();
    final int port;
    private final ApiServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RunningApi(HttpSettings http, V1Settings settings) {
        server = new ApiServer(http, List.of(new V1Api(control, () -> CONFIGURATION, settings)));
        port = server.start("127.0.0.1", 0);
    }

    static RunningApi start() {
        return new RunningApi(HttpSettings.DEFAULT, V1Settings.DEFAULT);
    }

    HttpResponse<String> call(String method, String path, String body) {
        return callLater(method, path, body).join();
    }

    CompletableFuture<HttpResponse<String>> callLater(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Sends the bytes of {@code text} as they are and returns all that comes back until the server closes. */
    String raw(String text) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            write(socket, text);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server may answer, and close, before it has read all. */
    private static void write(Socket socket, String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException e) {
            if (socket.getInputStream().available() == 0) {
                throw e;
            }
        }
    }

    /** Sends a request line and headers as they are, asking the server to close afterwards. */
    String rawRequest(String requestLine, String... headers) {
        return raw(requestLine + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    @Override
    public void close() {
        server.close();
    }
}
