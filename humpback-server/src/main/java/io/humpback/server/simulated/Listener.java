package io.humpback.server.simulated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where an engine listens, and who is connected. On the loop's thread only. */
final class Listener implements EventLoop.Channel {
    private static final int BACKLOG = 128;

    private final EventLoop loop;
    private final @Nullable Path socket;
    private final Consumer<Exchange> handler;
    private final Set<HttpConnection> connections = new LinkedHashSet<>();
    private @Nullable ServerSocketChannel server;
    private int port;

    Listener(EventLoop loop, @Nullable Path socket, Consumer<Exchange> handler) {
        this.loop = loop;
        this.socket = socket;
        this.handler = handler;
    }

    /** Listens, at the port it had before if there was one. Does nothing if it listens already. */
    void open() {
        if (server != null) {
            return;
        }
        try {
            ServerSocketChannel opened = socket == null ? openTcp() : openUnix(socket);
            server = opened;
            loop.register(opened, SelectionKey.OP_ACCEPT, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerSocketChannel openTcp() throws IOException {
        ServerSocketChannel opened = ServerSocketChannel.open();
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        port = ((InetSocketAddress) opened.getLocalAddress()).getPort();
        return opened;
    }

    private static ServerSocketChannel openUnix(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
        return opened;
    }

    String endpoint() {
        return socket == null ? "tcp://127.0.0.1:" + port : "unix://" + socket.toAbsolutePath();
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        ServerSocketChannel listening = server;
        SocketChannel channel = listening == null ? null : listening.accept();
        if (channel != null) {
            HttpConnection connection = new HttpConnection(loop, channel, handler, connections::remove);
            connections.add(connection);
            connection.open();
        }
    }

    /** Listens no more; who is connected stays so. */
    void refuse() {
        ServerSocketChannel listening = server;
        server = null;
        try {
            if (listening != null) {
                listening.close();
                loop.flushClosed();
            }
            if (socket != null) {
                Files.deleteIfExists(socket);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts all connections. */
    void cut() {
        List.copyOf(connections).forEach(HttpConnection::close);
    }

    /** Cuts the connections on which an answer without an end is under way. */
    void cutStreams() {
        List.copyOf(connections).forEach(HttpConnection::closeIfStreaming);
    }

    int connections() {
        return connections.size();
    }
}
