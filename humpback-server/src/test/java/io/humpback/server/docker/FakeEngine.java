package io.humpback.server.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An engine's HTTP side, by TCP or a unix socket, that misbehaves as a test wishes. Safe for use by several threads. */
final class FakeEngine implements AutoCloseable {
    private static final Behaviour HANG = out -> {};

    private final ServerSocketChannel server;
    private final String endpoint;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    /** What is written when a request has been read; the connection is closed afterwards. */
    @FunctionalInterface
    interface Behaviour {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private FakeEngine(ServerSocketChannel server, String endpoint) {
        this.server = server;
        this.endpoint = endpoint;
        knowVersions("1.12", "1.41");
        threads.execute(this::accept);
    }

    static FakeEngine onTcp() {
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            return new FakeEngine(server, "tcp://127.0.0.1:" + port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeEngine onUnix(Path socket) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            return new FakeEngine(server, "unix://" + socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return endpoint;
    }

    /** Returns the requests so far, {@code METHOD path?query}. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Returns the lines of headers of the requests so far, in lower case and with line feeds, one text for each. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    /** Returns the bodies of the requests that had one. */
    List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Says which versions it knows when it is asked. */
    void knowVersions(String min, String max) {
        json("GET /version", 200, "{\"ApiVersion\":\"" + max + "\",\"MinAPIVersion\":\"" + min + "\"}");
    }

    /** Answers requests that begin so, without the version, with JSON. */
    void json(String request, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        raw(
                request,
                "HTTP/1.1 " + status + " Word\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                        + "\r\n\r\n" + body);
    }

    /** Answers requests that begin so with exactly these characters. */
    void raw(String request, String answer) {
        on(request, out -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
    }

    /** Never answers requests that begin so. */
    void hang(String request) {
        on(request, HANG);
    }

    /** Answers requests that begin so as {@code behaviour} does. */
    void on(String request, Behaviour behaviour) {
        behaviours.put(request, behaviour);
    }

    /** Refuses new connections; those that are open stay. */
    void stopListening() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how many connections are open. */
    int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (SocketChannel connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            }
        } catch (IOException | RuntimeException e) {
            // closed
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            InputStream in = Channels.newInputStream(connection);
            BufferedReader head = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
            String line = head.readLine();
            if (line == null) {
                return; // somebody has knocked
            }
            requests.add(line.replace(" HTTP/1.1", ""));
            readBody(head);
            String request = line.replaceFirst(" /v\\d+\\.\\d+/", " /");
            Behaviour behaviour = behaviours.entrySet().stream()
                    .filter(entry -> request.startsWith(entry.getKey()))
                    .max(Map.Entry.comparingByKey())
                    .map(Map.Entry::getValue)
                    .orElse(out ->
                            out.write("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            OutputStream out = Channels.newOutputStream(connection);
            behaviour.answer(out);
            while (behaviour == HANG && head.read() >= 0) {
                // until the client gives up
            }
        } catch (IOException e) {
            // the client has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private void readBody(BufferedReader in) throws IOException {
        int length = 0;
        StringBuilder lines = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.append(line.toLowerCase(java.util.Locale.ROOT)).append('\n');
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        heads.add(lines.toString());
        char[] body = new char[length];
        int read = 0;
        while (read < length) {
            int more = in.read(body, read, length - read);
            if (more < 0) {
                return;
            }
            read += more;
        }
        if (length > 0) {
            bodies.add(new String(body));
        }
    }
}
