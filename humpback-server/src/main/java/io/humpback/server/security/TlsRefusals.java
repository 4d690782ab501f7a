package io.humpback.server.security;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs who is refused at the door, one line for each peer and reason in ten minutes, so that neither an agent that tries
 * on nor a scan fills the log. Safe for use by several threads.
 */
final class TlsRefusals implements SslHandshakeListener {
    private static final Logger log = LoggerFactory.getLogger(TlsRefusals.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int MAX_KNOWN = 1_000;

    private final LongSupplier nanoTime;
    private final Map<String, Long> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    TlsRefusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        TlsFailure.words(failure).ifPresent(words -> report(event.getEndPoint().getRemoteSocketAddress(), words));
    }

    /** Logs that {@code peer} was refused, unless it was told lately. */
    void report(@Nullable SocketAddress peer, String reason) {
        String host = peer instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : "unknown";
        if (isNew(host + " " + reason)) {
            log.warn("connection refused: peer={}, reason={}", host, reason);
        }
    }

    /** Returns whether this was not told within the last minutes, and takes it for told. */
    boolean isNew(String what) {
        long now = nanoTime.getAsLong();
        synchronized (told) {
            Long last = told.get(what);
            if (last != null && now - last < QUIET_NANOS) {
                return false;
            }
            told.put(what, now);
            return true;
        }
    }
}
