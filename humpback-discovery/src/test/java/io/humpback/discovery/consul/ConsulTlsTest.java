package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.Head;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulTlsTest {
    @TempDir
    Path directory;

    private TestingConsul consul;
    private ConsulServer server;

    /** Makes a certificate that signs itself, for this machine. */
    private TlsFiles certificate(String name) throws Exception {
        Path cert = directory.resolve(name + ".pem");
        Path key = directory.resolve(name + ".key");
        Process openssl = new ProcessBuilder(List.of(
                        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
                                        + name + " -addext subjectAltName=IP:127.0.0.1 -out " + cert + " -keyout "
                                        + key)
                                .split(" ")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new TlsFiles(cert, cert, key);
    }

    @BeforeEach
    void start() throws Exception {
        consul = TestingConsul.secure(certificate("consul").context());
        server = new ConsulServer(consul.port(), ConsulKind.QUICK, consul::close);
    }

    @AfterEach
    void close() {
        consul.close();
    }

    private BackendUri uri(String options) {
        return server.uri(List.of(consul.port()), options);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void talksTlsAndShowsItsCertificate() {
        String own = "&cert=" + file("consul.pem") + "&key=" + file("consul.key");

        try (ConsulBackend backend = server.open(uri("?ca=" + file("consul.pem") + own))) {
            assertThat(backend.stateStore().head()).isEqualTo(Head.NONE);
        }
    }

    @Test
    void refusesAServerThatItHasNoReasonToTrust() throws Exception {
        certificate("another");

        assertThatThrownBy(() -> server.open(uri("?ca=" + file("another.pem"))))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("option ca does not name who signed");
        assertThat(consul.requests).isEmpty();
    }

    @Test
    void tellsThatTheServerWantsACertificate() {
        assertThatThrownBy(() -> server.open(uri("?ca=" + file("consul.pem"))))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("consul cannot be used");
    }
}
