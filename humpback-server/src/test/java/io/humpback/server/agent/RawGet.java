package io.humpback.server.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The same GET over a connection of its own each time, read to its end and not looked at: what a server takes, and as
 * little as can be of what a client does.
 *
 * @param request the whole of it, as HTTP/1.0, so that the server ends the connection
 */
record RawGet(SocketAddress address, String request) {
    private static final int BUFFER_BYTES = 256 * 1024;

    static RawGet unix(Path socket, String path, String token) {
        return new RawGet(UnixDomainSocketAddress.of(socket), request(path, token));
    }

    static RawGet tcp(int port, String path, String token) {
        return new RawGet(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), request(path, token));
    }

    private static String request(String path, String token) {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n" + authorization + "\r\n";
    }

    /** Calls once and returns how long it took until the last byte had come. */
    double milliseconds() throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(BUFFER_BYTES);
        long start = System.nanoTime();
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            checkStatus(channel, answer);
            int count = 0;
            while (count >= 0) {
                count = channel.read(answer.clear());
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static void checkStatus(SocketChannel channel, ByteBuffer answer) throws IOException {
        channel.read(answer);
        String begin = StandardCharsets.US_ASCII
                .decode(answer.flip())
                .toString()
                .lines()
                .findFirst()
                .orElse("");
        if (!begin.startsWith("HTTP/1.") || !begin.contains(" 200 ")) {
            throw new IOException("answer: " + begin);
        }
    }
}
