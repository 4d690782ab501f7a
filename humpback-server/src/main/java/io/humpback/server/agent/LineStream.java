package io.humpback.server.agent;

import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that goes on piece by piece, without a thread of its own. Who offers a piece never waits for the reader: a
 * reader that falls behind too far is cut off. What waits for it is little, so that all streams that may be open take a
 * few MB together, though nobody reads. Safe for use by several threads.
 */
final class LineStream implements WriteListener {
    private static final Logger log = LoggerFactory.getLogger(LineStream.class);
    /** Some hundred events, or a second of a talkative container. */
    static final int MAX_WAITING_BYTES = 128 * 1024;

    private final ServletOutputStream out;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private boolean unflushed = true; // the headers, at first
    private boolean finishing;
    private boolean ended;

    private LineStream(ServletOutputStream out) {
        this.out = out;
    }

    /**
     * Makes {@code ctx}'s answer a stream and hands it to {@code begin}. Javalin is given a future that never completes:
     * it would go on with a request that Jetty has taken back since its reader left, and never stop failing at that.
     */
    static void open(Context ctx, String contentType, Consumer<LineStream> begin) {
        ctx.contentType(contentType).header("Cache-Control", "no-store");
        AsyncContext request = ctx.req().startAsync();
        request.setTimeout(0); // it ends itself
        LineStream stream = new LineStream(output(ctx));
        stream.onEnd(() -> complete(request));
        stream.out.setWriteListener(stream);
        ctx.future(CompletableFuture::new);
        try {
            begin.accept(stream);
        } catch (RuntimeException e) {
            log.warn("stream could not begin", e); // it has a listener by now, so that nothing else can be answered
            stream.cut();
        }
    }

    private static void complete(AsyncContext request) {
        try {
            request.complete();
        } catch (IllegalStateException e) {
            log.debug("request of a stream had ended before", e);
        }
    }

    /** Offers a piece and returns whether it was taken; a stream that does not take one has ended. */
    synchronized boolean offer(byte[] piece) {
        if (ended || finishing) {
            return false;
        }
        if (waitingBytes >= MAX_WAITING_BYTES) {
            cutLaggard();
            return false;
        }
        waiting.add(piece);
        waitingBytes += piece.length;
        pump();
        return !ended;
    }

    /** Offers a piece that may be left out, and leaves it out where the reader is behind. */
    synchronized void offerIfKeepingUp(byte[] piece) {
        if (waitingBytes < MAX_WAITING_BYTES / 2) {
            offer(piece);
        }
    }

    /** Offers a piece, waiting while the reader is behind, for {@code patience} at most; then cuts it off. */
    synchronized boolean offerWaiting(byte[] piece, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (waitingBytes >= MAX_WAITING_BYTES / 2 && !ended) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                cutLaggard();
                return false;
            }
            wait(left);
        }
        return offer(piece);
    }

    /** Ends it when all pieces are written. */
    synchronized void finish() {
        finishing = true;
        pump();
    }

    private void cutLaggard() {
        log.warn("reader of a stream cut off, it does not keep up: bytes waiting for it={}", waitingBytes);
        cut();
    }

    /** Returns how much waits for the reader. */
    synchronized int waitingBytes() {
        return waitingBytes;
    }

    /** Ends it at once. */
    synchronized void cut() {
        waiting.clear();
        waitingBytes = 0;
        end();
        notifyAll();
    }

    /** Runs {@code action} when it has ended, at once if it has. */
    void onEnd(Runnable action) {
        CompletableFuture<?> unused = end.whenComplete((nothing, failure) -> action.run());
    }

    @Override
    public synchronized void onWritePossible() {
        pump();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        log.debug("reader of a stream is gone", failure);
        cut();
    }

    private void pump() {
        try {
            while (!ended && out.isReady()) {
                byte[] piece = waiting.poll();
                if (piece != null) {
                    waitingBytes -= piece.length;
                    out.write(piece);
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    if (finishing) {
                        end();
                    }
                    break;
                }
            }
        } catch (IOException | RuntimeException e) {
            onError(e);
        }
        notifyAll();
    }

    /** Those who wait for the end are told by another thread: they have locks of their own. */
    private void end() {
        if (!ended) {
            ended = true;
            end.completeAsync(() -> null);
        }
    }

    private static ServletOutputStream output(Context ctx) {
        try {
            return ctx.res().getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
