package io.humpback.server.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A piece of network that can be cut: passes connections to a port of the loopback address on to another one. While it
 * is cut, connections that were open are gone and new ones are closed at once. Safe for use by several threads.
 */
public final class TcpForwarder implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean cut;

    private TcpForwarder(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Starts to pass on what comes to a free port. */
    public static TcpForwarder to(int target) {
        try {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            TcpForwarder forwarder = new TcpForwarder(server, target);
            start(forwarder::accept);
            return forwarder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the port at which it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Cuts what is open and whatever comes. */
    public void cut() {
        cut = true;
        dropAll();
    }

    /** Lets connections through again. */
    public void mend() {
        cut = false;
    }

    /** Passes connections on to another port from now on; those that are open are cut. */
    public void redirect(int newTarget) {
        target = newTarget;
        dropAll();
    }

    private void dropAll() {
        open.forEach(TcpForwarder::closeQuietly);
        open.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                forward(server.accept());
            } catch (IOException e) {
                // closed, or that one client is gone
            }
        }
    }

    private void forward(Socket client) throws IOException {
        if (cut) {
            client.close();
            return;
        }
        Socket onward = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(onward);
        if (cut) {
            dropAll(); // cut meanwhile
        }
        start(() -> copy(client, onward));
        start(() -> copy(onward, client));
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // the end of the connection, whoever has ended it
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            dropAll();
        }
    }
}
