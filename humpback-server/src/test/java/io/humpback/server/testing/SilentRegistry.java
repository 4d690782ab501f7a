package io.humpback.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A registry of images that takes connections and never says a word: fetching an image from it takes very long. Not safe for
 * use by several threads.
 */
public final class SilentRegistry implements AutoCloseable {
    private static final int BACKLOG = 100;

    private final ServerSocket socket;
    private final List<Socket> taken = new ArrayList<>();

    private SilentRegistry(ServerSocket socket) {
        this.socket = socket;
    }

    /** Starts one at a free port of the loopback address. */
    public static SilentRegistry start() {
        try {
            return new SilentRegistry(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name of an image that would come from here. */
    public String image(String name) {
        return "127.0.0.1:" + socket.getLocalPort() + "/" + name;
    }

    /** Waits until somebody asks for something. */
    public void awaitRequest(Duration limit) {
        try {
            socket.setSoTimeout((int) limit.toMillis());
            taken.add(socket.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets everybody who waits know that nothing will come. */
    @Override
    public void close() {
        try {
            socket.close();
            for (Socket one : taken) {
                one.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
