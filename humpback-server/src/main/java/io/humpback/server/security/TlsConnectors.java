package io.humpback.server.security;

import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the connectors of our HTTP servers. Over TLS a certificate that is expired or of another authority ends the
 * connection, one that is shown is found at the request, and who speaks plain HTTP is told so; each refusal is one line
 * in the log, not more often than every ten minutes for each peer and reason. Stateless.
 */
public final class TlsConnectors {
    private static final String HTTP = "http/1.1";

    private TlsConnectors() {}

    /** What is asked of callers. */
    public enum ClientCertificate {
        /** One of ours, or none. */
        WANTED,
        /** One of ours. */
        NEEDED
    }

    /**
     * Returns a connector without an address.
     *
     * @param tls our certificate and whom we trust; null for plain HTTP
     */
    public static ServerConnector create(
            Server server, HttpConfiguration http, @Nullable SSLContext tls, ClientCertificate client) {
        if (tls == null) {
            return new ServerConnector(server, new HttpConnectionFactory(http));
        }
        SslContextFactory.Server certificates = new SslContextFactory.Server();
        certificates.setSslContext(tls);
        certificates.setNeedClientAuth(client == ClientCertificate.NEEDED);
        certificates.setWantClientAuth(client == ClientCertificate.WANTED);
        http.addCustomizer(new SecureRequestCustomizer(false)); // we are called by our address, which is no SNI
        SslConnectionFactory secured = new SslConnectionFactory(certificates, HTTP);
        TlsRefusals refusals = new TlsRefusals(System::nanoTime);
        ConnectionFactory detecting = new PlainTextRefusal(secured, refusals);
        ServerConnector connector = new ServerConnector(server, detecting, secured, new HttpConnectionFactory(http));
        connector.addBean(refusals);
        return connector;
    }
}
