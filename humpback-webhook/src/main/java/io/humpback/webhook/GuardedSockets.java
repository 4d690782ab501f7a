package io.humpback.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that refuse to connect to {@linkplain ForbiddenAddresses forbidden addresses}. This is the one place
 * that every connection passes with its resolved address, however its URL spells it and whatever a name server says
 * from one question to the next. Stateless.
 */
final class GuardedSockets extends SocketFactory {
    /** Says that a receiver's address is forbidden. */
    static final class ForbiddenAddressException extends IOException {
        private static final long serialVersionUID = 1L;

        ForbiddenAddressException() {
            super("address is link-local or serves metadata");
        }
    }

    private static final class GuardedSocket extends Socket {
        @Override
        public void connect(SocketAddress remote, int timeoutMillis) throws IOException {
            if (remote instanceof InetSocketAddress inet
                    && inet.getAddress() != null
                    && ForbiddenAddresses.contains(inet.getAddress())) {
                throw new ForbiddenAddressException();
            }
            super.connect(remote, timeoutMillis);
        }
    }

    @Override
    public Socket createSocket() {
        return new GuardedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    private static Socket connected(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        Socket socket = new GuardedSocket();
        try {
            socket.bind(local);
            socket.connect(remote, 0);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
