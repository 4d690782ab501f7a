package io.humpback.server.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, on the loop's thread only. Requests are answered one after the other, as HTTP/1.1 wants
 * it; buffers exist only while something is under way, so that an idle connection costs little.
 */
final class HttpConnection implements EventLoop.Channel {
    /** What a reader of a stream may leave lying before it is cut off. */
    private static final int MAX_QUEUE_BYTES = 8 * 1024 * 1024;

    private final EventLoop loop;
    private final SocketChannel channel;
    private final RequestParser parser = new RequestParser();
    private final Deque<ByteBuffer> queue = new ArrayDeque<>();
    private final Consumer<Exchange> handler;
    private final Runnable onClose;
    private @Nullable SelectionKey key;
    private @Nullable Exchange current;
    private int queuedBytes;
    private boolean closeWhenSent;
    private boolean closed;

    HttpConnection(EventLoop loop, SocketChannel channel, Consumer<Exchange> handler, Consumer<HttpConnection> gone) {
        this.loop = loop;
        this.channel = channel;
        this.handler = handler;
        this.onClose = () -> gone.accept(this);
    }

    void open() throws IOException {
        key = loop.register(channel, SelectionKey.OP_READ, this);
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isReadable()) {
                read();
            }
            if (!closed && ready.isWritable()) {
                flush();
            }
        } catch (IOException e) {
            close();
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = loop.buffer();
        int count = channel.read(buffer);
        if (count < 0) {
            close();
            return;
        }
        parser.add(buffer.flip());
        next();
    }

    /** Handles the next request, if the last one is answered and one is complete. */
    private void next() {
        while (!closed && !closeWhenSent && current == null) {
            HttpRequest request;
            try {
                request = parser.poll();
            } catch (IllegalArgumentException e) {
                closeWhenSent = true;
                String head = Exchange.head(400, "Bad Request", "Content-Length: 0\r\nConnection: close\r\n");
                send(head.getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            if (request == null) {
                return;
            }
            Exchange exchange = new Exchange(this, request);
            current = exchange;
            handler.accept(exchange);
        }
    }

    /** Called when an exchange has written its last byte. */
    void ended(boolean keepAlive) {
        current = null;
        if (keepAlive) {
            loop.execute(this::next);
        } else {
            closeWhenSent = true;
            closeIfSent();
        }
    }

    void send(byte[] bytes) {
        if (closed || bytes.length == 0) {
            return;
        }
        queue.add(ByteBuffer.wrap(bytes));
        queuedBytes += bytes.length;
        try {
            flush();
        } catch (IOException e) {
            close();
        }
        if (queuedBytes > MAX_QUEUE_BYTES) {
            close();
        }
    }

    private void flush() throws IOException {
        while (!queue.isEmpty()) {
            ByteBuffer head = queue.element();
            queuedBytes -= channel.write(head);
            if (head.hasRemaining()) {
                interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            queue.remove();
        }
        interest(SelectionKey.OP_READ);
        closeIfSent();
    }

    private void interest(int operations) {
        if (key != null && key.isValid() && key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    private void closeIfSent() {
        if (closeWhenSent && queue.isEmpty()) {
            close();
        }
    }

    void closeIfStreaming() {
        if (current != null && current.isStreaming()) {
            close();
        }
    }

    /** Cuts the connection; whatever was not sent is lost. Repeated calls do nothing. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (key != null) {
            key.cancel();
        }
        try {
            channel.close();
        } catch (IOException e) {
            queue.clear(); // nothing more can be done about it
        }
        Exchange open = current;
        current = null;
        if (open != null) {
            open.connectionClosed();
        }
        onClose.run();
    }
}
