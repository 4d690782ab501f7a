package io.humpback.discovery.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Auth;
import io.humpback.discovery.AnnouncementContract;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.NotAnnouncedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, certificates and addresses, right and wrong, on a real etcd. */
@RequiresEtcd
class EtcdAccessIT {
    @TempDir
    Path folder;

    private EtcdCluster etcd;

    @AfterEach
    void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    private static void assertWorks(BackendUri uri) throws Exception {
        try (TestingCenter center = TestingCenter.open(uri)) {
            center.startAgent("a", Duration.ofSeconds(30));
            center.awaitNodes("a");
            assertThat(center.commit("c1")).isTrue();
        }
    }

    private static void assertRefused(BackendUri uri, String... parts) {
        assertThatThrownBy(() -> TestingCenter.open(uri).close())
                .isInstanceOf(BackendException.class)
                .hasMessageContainingAll(parts)
                .message()
                .hasLineCount(1)
                .doesNotContain("s3cret");
    }

    private void enableUsers() {
        try (EtcdConnection root = new EtcdConnection(etcd.uri(""))) {
            Auth auth = root.client().getAuthClient();
            root.call(client -> auth.userAdd(EtcdConnection.bytes("root"), EtcdConnection.bytes("s3cret")));
            root.call(client -> auth.roleAdd(EtcdConnection.bytes("root")));
            root.call(client -> auth.userGrantRole(EtcdConnection.bytes("root"), EtcdConnection.bytes("root")));
            root.call(client -> auth.userAdd(EtcdConnection.bytes("nobody"), EtcdConnection.bytes("s3cret")));
            root.call(client -> auth.authEnable());
        }
    }

    @Test
    void takesUserAndPasswordAndSaysWhatIsWrongWithThem() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
        enableUsers();

        assertWorks(etcd.uri("user=root&password=s3cret"));
        assertRefused(
                etcd.uri("user=root&password=wrong-s3cret"),
                "etcd refuses access",
                "Maybe the options user and password");
        assertRefused(etcd.uri("user=nobody&password=s3cret"), "etcd refuses access", "permission denied");
        assertRefused(etcd.uri(""), "etcd refuses access", "Maybe the options user and password");
        assertRefused(etcd.uri("user=root"), "user and password (expected: both or none)");
    }

    @Test
    void anAgentHearsThatItMayNotWrite() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
        enableUsers();

        try (Announcements agent = EtcdBackend.announcements(
                etcd.uri("user=nobody&password=s3cret"), EtcdCluster.agent("c", Duration.ofSeconds(30)))) {
            assertThatThrownBy(() -> agent.announce("a", AnnouncementContract.original("a", 8500)))
                    .isInstanceOf(NotAnnouncedException.class)
                    .extracting(e -> ((NotAnnouncedException) e).kind())
                    .isEqualTo(NotAnnouncedException.Kind.UNAUTHORIZED);
        }
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
        BackendUri uri = etcd.uri("");
        etcd.close();

        assertRefused(uri, "etcd cannot be reached", "refused", "Maybe it is not running");
        assertRefused(
                BackendUri.parse("etcd://no-such-host.invalid"), "etcd cannot be reached", "no-such-host.invalid:2379");
    }

    @Test
    void talksTlsWithCertificatesOnBothSidesAndSaysWhatIsWrongWithThem() throws Exception {
        Path ca = authority("ca");
        Path other = authority("other");
        Path server = certificate("server", ca, "127.0.0.1");
        Path client = certificate("client", ca, "10.9.9.9");
        etcd = EtcdCluster.startTls(
                folder,
                List.of(
                        "--cert-file",
                        server + ".pem",
                        "--key-file",
                        server + ".key",
                        "--trusted-ca-file",
                        ca + ".pem",
                        "--client-cert-auth=true"));
        String own = "cert=" + client + ".pem&key=" + client + ".key";

        assertWorks(etcd.uri("ca=" + ca + ".pem&" + own));
        assertRefused(etcd.uri("ca=" + other + ".pem&" + own), "etcd cannot be reached", "Maybe the option ca");
        assertRefused(etcd.uri("ca=" + ca + ".pem"), "etcd cannot be reached");
        assertRefused(etcd.uri(""), "etcd cannot be reached", "option tls=true");
        assertRefused(etcd.uri("ca=missing.pem"), "TLS file cannot be used: file=missing.pem");
    }

    @Test
    void refusesAServerWhoseCertificateNamesAnotherHost() throws Exception {
        Path ca = authority("ca");
        Path server = certificate("server", ca, "10.9.9.9");
        etcd = EtcdCluster.startTls(folder, List.of("--cert-file", server + ".pem", "--key-file", server + ".key"));

        assertRefused(etcd.uri("ca=" + ca + ".pem"), "etcd cannot be reached", "Maybe the option ca");
    }

    private Path authority(String name) throws Exception {
        Path files = folder.resolve(name);
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                files + ".key",
                "-out",
                files + ".pem");
        return files;
    }

    private Path certificate(String name, Path ca, String address) throws Exception {
        Path files = folder.resolve(name);
        Path extensions = Files.writeString(
                folder.resolve(name + ".ext"),
                "subjectAltName=IP:" + address + "\nextendedKeyUsage=serverAuth,clientAuth\n");
        run(
                "openssl",
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                files + ".key",
                "-out",
                files + ".csr");
        run(
                "openssl",
                "x509",
                "-req",
                "-in",
                files + ".csr",
                "-CA",
                ca + ".pem",
                "-CAkey",
                ca + ".key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                extensions.toString(),
                "-out",
                files + ".pem");
        return files;
    }

    private void run(String... command) throws Exception {
        Path output = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
