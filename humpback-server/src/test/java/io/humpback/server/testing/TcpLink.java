package io.humpback.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A wire to a port of this host that can be cut: then connections stay open and nothing comes through, as when a cable
 * is pulled. Safe for use by several threads.
 */
public final class TcpLink implements AutoCloseable {
    private static final int BACKLOG = 100;
    private static final int BUFFER = 8192;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tcp-link");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean cut;

    private TcpLink(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
        threads.execute(this::accept);
    }

    /**
     * Opens a wire.
     *
     * @param host the address of this host at which it begins
     * @param port where it begins, 0 for any free one
     * @param target the port on 127.0.0.1 to which it leads
     */
    public static TcpLink open(String host, int port, int target) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(host, port), BACKLOG);
            return new TcpLink(listener, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the port at which it begins. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Lets nothing through from now on. */
    public void cut() {
        cut = true;
    }

    /** Lets new connections through again; those of before have lost bytes, so they end. */
    public void heal() {
        sockets.forEach(TcpLink::close);
        cut = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                sockets.add(near);
                threads.execute(() -> connect(near));
            }
        } catch (IOException e) {
            sockets.forEach(TcpLink::close); // closed
        }
    }

    private void connect(Socket near) {
        if (cut) {
            return; // accepted by the wire's end, as a kernel does, and never answered
        }
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            threads.execute(() -> pump(far, near));
            pump(near, far);
        } catch (IOException e) {
            close(near);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!cut) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            close(to);
        } finally {
            close(from);
            sockets.remove(from);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdown();
        sockets.forEach(TcpLink::close);
    }
}
