package io.humpback.server.testing;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * A registry of images in this process, at a free port of the loopback address, which engines call without TLS. It serves
 * the read half of the registry's HTTP API, version 2 (distribution.github.io/distribution/spec/api). Each repository has an
 * image with the files of {@link TestImages} under each tag that was pushed. Safe for use by several threads.
 *
 * <p>Who may pull is {@link #USER} with {@link #PASSWORD}, unless it is open to all.
 */
public final class TestingRegistry implements AutoCloseable {
    /** Who may pull. */
    public static final String USER = "robot";
    /** With what; it has characters that must survive every form in which it is kept. */
    public static final String PASSWORD = "s3cr:t@ü/+=";

    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String CONFIG = "application/vnd.docker.container.image.v1+json";
    private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    private static final String TOKEN = "tkn-0123456789";

    private final HttpServer server;
    private final PlainFront front;
    private final Guard guard;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] files = TestImages.tar();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sending = new AtomicInteger();
    private volatile int mostSending;

    private TestingRegistry(HttpServer server, PlainFront front, Guard guard) {
        this.server = server;
        this.front = front;
        this.guard = guard;
    }

    /** How a registry finds out who asks. */
    public enum Guard {
        /** Not at all. */
        OPEN,
        /** By user and password with each request. */
        BASIC,
        /** By a bearer token from its own token server, which wants user and password. */
        TOKEN
    }

    /** Starts one. */
    public static TestingRegistry start(Guard guard) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.create(address, 0);
            TestingRegistry registry = new TestingRegistry(server, PlainFront.start(server.getAddress()), guard);
            registry.server.setExecutor(registry.threads);
            registry.server.createContext("/", registry::answer);
            registry.server.start();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the registry as images name it, {@code host:port}. */
    public String host() {
        return "127.0.0.1:" + front.port();
    }

    /** Returns an image of this registry under its full name. */
    public String image(String repositoryAndTag) {
        return host() + "/" + repositoryAndTag;
    }

    /**
     * Gives a repository an image under a tag, in the place of any other, and returns its digest. Each has one layer of its
     * own and its environment variable IMGTAG is {@code content}.
     */
    public String push(String repository, String tag, String content) {
        byte[] layer = zipped(files, content);
        String config = """
                {"architecture":"amd64","os":"linux","config":{"Env":["IMGTAG=%s"],"Cmd":["sh","-c","sleep 1000000"]},
                 "rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created_by":"%s"}]}""".formatted(content, digest(files), content);
        byte[] configBytes = config.getBytes(StandardCharsets.UTF_8);
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","size":%d,"digest":"%s"},
                 "layers":[{"mediaType":"%s","size":%d,"digest":"%s"}]}""".formatted(
                        MANIFEST, CONFIG, configBytes.length, digest(configBytes), LAYER, layer.length, digest(layer));
        byte[] manifestBytes = manifest.getBytes(StandardCharsets.UTF_8);
        blobs.put(digest(configBytes), configBytes);
        blobs.put(repository + " " + digest(layer), layer);
        manifests.put(repository + ":" + tag, manifestBytes);
        manifests.put(repository + ":" + digest(manifestBytes), manifestBytes);
        return digest(manifestBytes);
    }

    /** Lets only the first half of a repository's layers out from now on. */
    public void hold(String repository) {
        held.put(repository, new CountDownLatch(1));
    }

    /** Lets out the rest of all layers that were held. */
    public void release() {
        held.values().forEach(CountDownLatch::countDown);
        held.clear();
    }

    /** Makes the layers of a repository come with other content than their digest says. */
    public void corrupt(String repository) {
        broken.add(repository);
    }

    /** Returns how many layers are being sent now. */
    public int sending() {
        return sending.get();
    }

    /** Returns how many layers were sent at a time at most. */
    public int mostSending() {
        return mostSending;
    }

    /** Returns each value of the header Authorization that has come. */
    public Set<String> authorizations() {
        return new TreeSet<>(authorizations);
    }

    /** Stops; what is being sent is cut off. */
    @Override
    public void close() {
        front.close();
        server.stop(0);
        threads.shutdownNow(); // whoever is held is cut off
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            if (path.equals("/token")) {
                token(exchange, basic().equals(authorization));
            } else if (!isAllowed(String.valueOf(authorization))) {
                challenge(exchange);
            } else if (path.equals("/v2/")) {
                send(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            } else {
                repository(exchange, path.substring("/v2/".length()));
            }
        }
    }

    private boolean isAllowed(String authorization) {
        return switch (guard) {
            case OPEN -> true;
            case BASIC -> authorization.equals(basic());
            case TOKEN -> authorization.equals("Bearer " + TOKEN);
        };
    }

    private void challenge(HttpExchange exchange) throws IOException {
        String how = guard == Guard.TOKEN
                ? "Bearer realm=\"http://" + host() + "/token\",service=\"test\""
                : "Basic realm=\"test\"";
        exchange.getResponseHeaders().set("WWW-Authenticate", how);
        error(exchange, 401, "UNAUTHORIZED", "authentication required");
    }

    private static String basic() {
        byte[] login = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(login);
    }

    private static void token(HttpExchange exchange, boolean known) throws IOException {
        if (known) {
            byte[] body = ("{\"token\":\"" + TOKEN + "\",\"expires_in\":300}").getBytes(StandardCharsets.UTF_8);
            send(exchange, 200, "application/json", body);
        } else {
            error(exchange, 401, "UNAUTHORIZED", "authentication required");
        }
    }

    private void repository(HttpExchange exchange, String path) throws IOException {
        int kind = Math.max(path.indexOf("/manifests/"), path.indexOf("/blobs/"));
        String repository = path.substring(0, kind);
        String reference = path.substring(path.lastIndexOf('/') + 1);
        if (path.contains("/manifests/")) {
            manifest(exchange, repository, reference);
        } else {
            blob(exchange, repository, reference);
        }
    }

    private void manifest(HttpExchange exchange, String repository, String reference) throws IOException {
        byte[] manifest = manifests.get(repository + ":" + reference);
        if (manifest == null) {
            error(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown");
        } else {
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest(manifest));
            send(exchange, 200, MANIFEST, manifest);
        }
    }

    private void blob(HttpExchange exchange, String repository, String digest) throws IOException {
        byte[] layer = blobs.get(repository + " " + digest);
        byte[] config = blobs.get(digest);
        if (layer != null) {
            mostSending = Math.max(mostSending, sending.incrementAndGet());
            try {
                layer(exchange, repository, layer);
            } finally {
                sending.decrementAndGet();
            }
        } else if (config != null) {
            send(exchange, 200, "application/octet-stream", config);
        } else {
            error(exchange, 404, "BLOB_UNKNOWN", "blob unknown");
        }
    }

    private void layer(HttpExchange exchange, String repository, byte[] layer) throws IOException {
        byte[] body = layer.clone();
        if (broken.contains(repository)) {
            body[body.length - 1] ^= 1;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, body.length);
        OutputStream out = exchange.getResponseBody();
        int half = body.length / 2;
        out.write(body, 0, half);
        out.flush();
        CountDownLatch latch = held.get(repository);
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return; // the registry is closed
            }
        }
        out.write(body, half, body.length - half);
    }

    private static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        String body = "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(code, message);
        send(exchange, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String digest(byte[] content) {
        return "sha256:" + Hashing.sha256().hashBytes(content);
    }

    /** The same files under another digest for each {@code content}: a name in the archive's header is free. */
    private static byte[] zipped(byte[] files, String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] zipped = bytes.toByteArray();
        byte[] name = content.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        zipped[3] |= 8; // RFC 1952, FLG.FNAME
        named.write(zipped, 0, 10);
        named.write(name, 0, name.length);
        named.write(0);
        named.write(zipped, 10, zipped.length - 10);
        return named.toByteArray();
    }
}
