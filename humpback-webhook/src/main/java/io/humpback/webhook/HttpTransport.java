package io.humpback.webhook;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Posts messages over HTTP. Follows no redirect, uses no proxy (it would connect where we cannot check), reads at most
 * 64 kB of an answer. Safe for use by several threads.
 */
final class HttpTransport implements Transport, AutoCloseable {
    private static final MediaType JSON = MediaType.get("application/json;charset=utf-8");
    private static final long MAX_ANSWER_BYTES = 64 * 1024;

    private final OkHttpClient client;
    private final InstantSource clock;
    private final Duration timeout;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HttpTransport(WebhookConfig config, InstantSource clock) {
        this.clock = clock;
        timeout = config.attemptTimeout();
        client = new OkHttpClient.Builder()
                .callTimeout(timeout)
                .connectTimeout(Duration.ZERO) // zero is none: the whole call has its limit
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .socketFactory(new GuardedSockets())
                .connectionPool(new ConnectionPool(config.senders(), 30, TimeUnit.SECONDS))
                .build();
    }

    @Override
    public Attempt post(WebhookMessage message) {
        HttpUrl url = ReceiverUrl.parse(message.url());
        if (url == null) {
            return Attempt.refused("not an http or https URL");
        }
        Call call = client.newCall(request(message, url));
        calls.add(call);
        try {
            if (closed) { // asked after it was added: either we see this, or close() sees the call
                return Attempt.CANCELLED;
            }
            return execute(call);
        } catch (IOException e) {
            return closed ? Attempt.CANCELLED : Attempt.unavailable(reason(e));
        } finally {
            calls.remove(call);
        }
    }

    /** Gives up the attempts that are under way; later ones are not begun. */
    @Override
    public void close() {
        closed = true;
        calls.forEach(Call::cancel);
        client.connectionPool().evictAll();
    }

    private Request request(WebhookMessage message, HttpUrl url) {
        Headers.Builder headers = new Headers.Builder()
                .add("webhook-id", message.id())
                .add("webhook-timestamp", Long.toString(clock.instant().getEpochSecond()))
                .add("User-Agent", "Humpback")
                .add("Accept-Encoding", "identity"); // what is small on the wire shall not grow in memory
        if (!message.token().isEmpty()) {
            // any character but control characters, which a Hook refuses
            headers.addUnsafeNonAscii("X-Humpback-Token", message.token());
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            headers.add("Authorization", Credentials.basic(url.username(), url.password()));
        }
        return new Request.Builder()
                .url(url)
                .headers(headers.build())
                .post(RequestBody.create(message.body(), JSON))
                .build();
    }

    private Attempt execute(Call call) throws IOException {
        try (Response response = call.execute()) {
            Attempt attempt = judge(response);
            skipBody(call, response);
            return attempt;
        }
    }

    private Attempt judge(Response response) {
        int code = response.code();
        String reason = "HTTP " + code;
        if (response.isSuccessful()) {
            return Attempt.DELIVERED;
        }
        return switch (code) {
            case 410 -> Attempt.gone(reason);
            case 429, 503 -> Attempt.unavailable(reason, retryAfter(response));
            case 502, 504 -> Attempt.unavailable(reason); // a gateway says that the receiver is away
            default -> Attempt.refused(response.isRedirect() ? reason + ", redirects are not followed" : reason);
        };
    }

    private Duration retryAfter(Response response) {
        String value = response.header("Retry-After");
        return value == null ? Duration.ZERO : RetryAfter.parse(value, clock.instant());
    }

    /** Reads the answer to its end, so that the connection can be used again, or cuts it off. */
    private static void skipBody(Call call, Response response) {
        try {
            if (response.body().source().request(MAX_ANSWER_BYTES)) {
                call.cancel();
            }
        } catch (IOException e) {
            call.cancel(); // the status has told what we need to know
        }
    }

    /** Returns why, in our own words: the exception's may repeat what a receiver sent. */
    private String reason(IOException e) {
        if (e instanceof GuardedSockets.ForbiddenAddressException) {
            return "address is link-local or serves metadata";
        }
        if (e instanceof UnknownHostException) {
            return "host not found";
        }
        if (e instanceof SSLException) {
            return "TLS failed";
        }
        if (e instanceof ProtocolException) {
            return "answer is not valid HTTP";
        }
        if (e instanceof InterruptedIOException) {
            return "no answer within " + timeout;
        }
        return "connection failed";
    }
}
