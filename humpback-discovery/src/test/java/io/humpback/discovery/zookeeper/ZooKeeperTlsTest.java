package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.Head;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with a real server that asks for the client's certificate. */
class ZooKeeperTlsTest {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private final String name = Clusters.newName();

    @BeforeAll
    static void startServer() throws Exception {
        certify("server");
        certify("client");
        certify("another");
        Path both = directory.resolve("server-both.pem");
        Files.writeString(both, Files.readString(file("server.key")) + Files.readString(file("server.pem")));
        server = new ServerProcess(directory).withTls(both, file("client.pem"));
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** Makes a certificate that signs itself, for this machine. */
    private static void certify(String name) throws Exception {
        Process openssl = new ProcessBuilder(List.of(
                        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
                                        + name
                                        + " -addext subjectAltName=IP:127.0.0.1 -out " + file(name + ".pem")
                                        + " -keyout " + file(name + ".key"))
                                .split(" ")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(openssl.exitValue()).isZero();
    }

    private static Path file(String name) {
        return directory.resolve(name);
    }

    private Backend open(String ca, String own, String ttl) {
        return Clusters.open(
                server.port(),
                name,
                "ca=" + file(ca + ".pem") + "&cert=" + file(own + ".pem") + "&key=" + file(own + ".key") + "&ttl="
                        + ttl);
    }

    @Test
    void talksTlsAndShowsItsCertificate() {
        try (Backend backend = open("server", "client", "60s")) {
            assertThat(backend.stateStore().head()).isEqualTo(Head.NONE);
        }
    }

    @Test
    void refusesAServerThatItHasNoReasonToTrust() {
        assertThatThrownBy(() -> open("another", "client", "2s"))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("its certificate is not signed by ca= or has another name");
    }

    @Test
    void isRefusedWithAnotherCertificate() {
        assertThatThrownBy(() -> open("server", "another", "2s")).isInstanceOf(BackendException.class);
    }
}
