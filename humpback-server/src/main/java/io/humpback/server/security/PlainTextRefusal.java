package io.humpback.server.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;

/**
 * Tells who speaks plain HTTP at a port of TLS that it is one, whatever was asked: nothing of the request is read. The
 * answer has the shapes of both our protocols and of the contract.
 */
final class PlainTextRefusal extends DetectorConnectionFactory {
    private static final String DETAIL = "this port speaks TLS alone. Maybe call it by https://, with a certificate";
    private static final byte[] ANSWER = answer();

    private final TlsRefusals refusals;

    PlainTextRefusal(SslConnectionFactory tls, TlsRefusals refusals) {
        super(tls);
        this.refusals = refusals;
    }

    private static byte[] answer() {
        String body = "{\"Code\":400,\"Message\":\"Bad Request\",\"Detail\":\"" + DETAIL + "\",\"Outcome\":\"refused\","
                + "\"Rule\":\"tls\",\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\""
                + DETAIL + "\"}";
        String head = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    /** Called for what does not begin as TLS does. The peer closes, or the idle timeout: to close at once could undo the answer. */
    @Override
    protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer begun) {
        refusals.report(endPoint.getRemoteSocketAddress(), "it speaks plain HTTP. Maybe call this port by https://");
        endPoint.write(Callback.from(endPoint::shutdownOutput, failure -> endPoint.close()), ByteBuffer.wrap(ANSWER));
    }
}
