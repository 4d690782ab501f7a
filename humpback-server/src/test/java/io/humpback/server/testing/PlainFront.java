package io.humpback.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Passes connections on to a server without TLS, and hangs up at once on who begins with TLS: the JDK's own server would wait
 * for the end of a line in the other's hello, and an engine that tries TLS first would wait with it. Safe for use by several
 * threads.
 */
final class PlainFront implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket socket;
    private final InetSocketAddress target;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private PlainFront(ServerSocket socket, InetSocketAddress target) {
        this.socket = socket;
        this.target = target;
    }

    static PlainFront start(InetSocketAddress target) throws IOException {
        PlainFront front = new PlainFront(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), target);
        front.threads.execute(front::accept);
        return front;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket caller = socket.accept();
                threads.execute(() -> serve(caller));
            } catch (IOException | RejectedExecutionException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket caller) {
        try (caller;
                Socket server = new Socket()) {
            int first = caller.getInputStream().read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            server.connect(target);
            server.getOutputStream().write(first);
            threads.execute(() -> copy(server, caller));
            copy(caller, server);
        } catch (IOException | RejectedExecutionException e) {
            // one of both has hung up
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // one of both has hung up
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
