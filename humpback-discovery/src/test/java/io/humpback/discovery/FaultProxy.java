package io.humpback.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and a server, on a TCP port of its own or on a unix socket, and does to what they say what
 * networks do. A fault concerns open connections and new ones alike, from the moment that it is set. Safe for use by
 * several threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final SocketAddress target;
    private final ServerSocketChannel listener;
    private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Fault fault = Fault.NONE;
    private volatile boolean closed;

    /** What happens to the bytes. */
    private enum Kind {
        PASS,
        DELAY,
        SILENT,
        HALF_OPEN,
        REFUSE,
        RESET_AFTER,
        SWALLOW_ANSWERS,
        STATUS
    }

    /**
     * One fault.
     *
     * @param delay of each piece, in each direction
     * @param number bytes of the client's, or an HTTP status
     */
    private record Fault(Kind kind, Duration delay, long number) {
        static final Fault NONE = of(Kind.PASS, 0);

        static Fault of(Kind kind, long number) {
            return new Fault(kind, Duration.ZERO, number);
        }
    }

    private FaultProxy(SocketAddress target, ServerSocketChannel listener) {
        this.target = target;
        this.listener = listener;
        start("fault-proxy", this::accept);
    }

    /** Starts a proxy on a free port of the loopback interface. */
    public static FaultProxy tcp(SocketAddress target) throws IOException {
        return new FaultProxy(
                target, ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    /** Starts a proxy on the unix socket {@code path}, which must not exist. */
    public static FaultProxy unix(Path path, SocketAddress target) throws IOException {
        return new FaultProxy(
                target, ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)));
    }

    /** Returns the port that it listens on. */
    public int port() {
        try {
            return ((InetSocketAddress) listener.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the fault. What a silent network held back arrives now. */
    public void heal() {
        set(Fault.NONE);
    }

    /** Brings each piece later by {@code delay}, in each direction. */
    public void delay(Duration delay) {
        set(new Fault(Kind.DELAY, delay, 0));
    }

    /** Brings nothing, in neither direction, and says nothing of it. New connections are made, and silent. */
    public void silence() {
        set(Fault.of(Kind.SILENT, 0));
    }

    /** Brings the client's words to the server, but no answer. */
    public void halfOpen() {
        set(Fault.of(Kind.HALF_OPEN, 0));
    }

    /** Resets the open connections and every new one. */
    public void refuse() {
        set(Fault.of(Kind.REFUSE, 0));
        cut();
    }

    /** Resets each connection once the client has sent {@code bytes} on it from now on. */
    public void resetAfter(long bytes) {
        set(Fault.of(Kind.RESET_AFTER, bytes));
    }

    /** Brings requests to the server and throws the answers away; connections are reset when this ends. */
    public void swallowAnswers() {
        set(Fault.of(Kind.SWALLOW_ANSWERS, 0));
    }

    /** Answers what comes first on a connection with this HTTP status in place of the server. */
    public void answerStatus(int status) {
        set(Fault.of(Kind.STATUS, status));
    }

    /** Resets the open connections, once. */
    public void cut() {
        channels.forEach(FaultProxy::reset);
    }

    private void set(Fault newly) {
        boolean torn = fault.kind == Kind.SWALLOW_ANSWERS && newly.kind != Kind.SWALLOW_ANSWERS;
        lock.lock();
        try {
            fault = newly;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (torn) {
            cut(); // the streams lack what was thrown away
        }
    }

    private void accept() throws IOException {
        while (!closed) {
            SocketChannel client = listener.accept();
            if (fault.kind == Kind.REFUSE) {
                reset(client);
                continue;
            }
            SocketChannel server;
            try {
                server = SocketChannel.open(target);
            } catch (IOException e) {
                reset(client);
                continue;
            }
            channels.add(client);
            channels.add(server);
            start("fault-proxy-up", () -> pump(client, server, true));
            start("fault-proxy-down", () -> pump(server, client, false));
        }
    }

    private void pump(SocketChannel from, SocketChannel to, boolean fromClient) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long sent = 0;
        boolean cut = false;
        Fault before = fault;
        try {
            while (from.read(buffer.clear()) >= 0) {
                Fault now = passable(fromClient);
                sent = now.equals(before) ? sent : 0;
                before = now;
                buffer.flip();
                sent += buffer.remaining();
                if (now.kind == Kind.SWALLOW_ANSWERS && !fromClient) {
                    continue;
                }
                if (fromClient && now.kind == Kind.STATUS) {
                    answer(from, now.number);
                    break;
                }
                if (fromClient && now.kind == Kind.RESET_AFTER && sent >= now.number) {
                    buffer.limit(Math.max(0, buffer.limit() - (int) (sent - now.number)));
                    writeFully(to, buffer);
                    to.shutdownOutput(); // a reset would overtake what the server has yet to read
                    cut = true;
                    break;
                }
                bring(buffer, to, fromClient);
            }
        } finally {
            reset(from);
            if (!cut) {
                reset(to);
            }
            channels.remove(from);
            channels.remove(to);
        }
    }

    /** Answers to a client that was reset in the middle of its words are read to their end and brought to nobody. */
    private void bring(ByteBuffer buffer, SocketChannel to, boolean fromClient) throws IOException {
        try {
            writeFully(to, buffer);
        } catch (IOException e) {
            if (fromClient || fault.kind != Kind.RESET_AFTER) {
                throw e;
            }
        }
    }

    /** Ends the connection gently: a reset would overtake the answer. */
    private static void answer(SocketChannel client, long status) throws IOException {
        writeFully(client, status(status));
        client.shutdownOutput();
        ByteBuffer rest = ByteBuffer.allocate(BUFFER);
        int read = 0;
        while (read >= 0) {
            read = client.read(rest.clear());
        }
    }

    /** Waits for as long as the fault holds back what was read in this direction. */
    private Fault passable(boolean fromClient) {
        lock.lock();
        try {
            if (fault.kind == Kind.DELAY) {
                awaitNanos(fault.delay.toNanos());
            }
            while (!closed && (fault.kind == Kind.SILENT || (fault.kind == Kind.HALF_OPEN && !fromClient))) {
                awaitNanos(TimeUnit.SECONDS.toNanos(1));
            }
            return fault;
        } finally {
            lock.unlock();
        }
    }

    private void awaitNanos(long nanos) {
        long left = nanos;
        Fault begun = fault;
        try {
            while (left > 0 && fault.equals(begun)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private static ByteBuffer status(long status) {
        return ByteBuffer.wrap(("HTTP/1.1 " + status + " Injected\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void writeFully(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void reset(SocketChannel channel) {
        try {
            if (channel.isOpen() && channel.getLocalAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0); // closing sends RST
            }
            channel.close();
        } catch (IOException e) {
            // It is closed, or about to be.
        }
    }

    /** A part that may end with an exception when its connection does. */
    private interface Part {
        void run() throws IOException;
    }

    private static void start(String name, Part part) {
        Thread thread = new Thread(
                () -> {
                    try {
                        part.run();
                    } catch (IOException e) {
                        // Its connection, or the proxy, has ended.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        set(Fault.NONE);
        listener.close();
        cut();
    }
}
