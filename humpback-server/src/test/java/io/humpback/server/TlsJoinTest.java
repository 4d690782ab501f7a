package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.server.agent.AnnouncementException;
import io.humpback.server.agent.AnnouncementException.Kind;
import io.humpback.server.agent.CenterAnnouncements;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.testing.LogLines;
import io.humpback.server.testing.TestCertificates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents join a center by their certificates alone, or are told in one line why not; so is the center's operator. */
class TlsJoinTest {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String KEY = "d9ffd834-c67b-4292-bab8-552c9afb77ea";
    private static final String ADDRESS = "10.0.0.1";
    private static final ClusterToken TOKEN = new ClusterToken("correct-horse-battery-staple");

    @TempDir
    private static Path shared;

    private static Path authority;
    private static Path own;
    private static Center center;
    private static Center plain;

    private LogLines log;

    @BeforeAll
    static void startCenters() {
        authority = shared.resolve("authority");
        own = shared.resolve("center");
        TestCertificates.authority(authority);
        TestCertificates.member(authority, own, "IP:127.0.0.1");
        TestCertificates.member(authority, shared.resolve("agent"), "IP:" + ADDRESS + ",DNS:n1.test");
        center = start("data", certificates(own));
        plain = start("plain", Map.of());
    }

    @AfterAll
    static void closeCenters() {
        center.close();
        plain.close();
    }

    @BeforeEach
    void listen() {
        log = LogLines.start();
    }

    @AfterEach
    void close() {
        log.close();
    }

    private static Map<String, String> certificates(Path directory) {
        return Map.of(
                "HUMPBACK_TLS_CA", directory.resolve("ca.pem").toString(),
                "HUMPBACK_TLS_CERT", directory.resolve("cert.pem").toString(),
                "HUMPBACK_TLS_KEY", directory.resolve("key.pem").toString());
    }

    private static Center start(String data, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HUMPBACK_DATA_DIR", shared.resolve(data).toString());
        ConfigLoader loader = new ConfigLoader().environment(all).flag("listen", "--listen", "127.0.0.1:0");
        return Center.start(loader.load().config(), DockerSettings.DEFAULT, "test");
    }

    private static AgentAccess.Tls tls(Path directory) {
        return DockerTls.ofDirectory(directory)
                .forCluster(InstantSource.system().instant());
    }

    private static AgentAccess.Tls agent() {
        return tls(shared.resolve("agent"));
    }

    private static NodeRecord record(boolean tls) {
        return new NodeRecord(
                        "ENGINE-1",
                        "n1",
                        ADDRESS,
                        ADDRESS + ":8500",
                        2,
                        1 << 30,
                        "",
                        "",
                        "",
                        "",
                        "linux",
                        List.of(),
                        "",
                        "")
                .asOurs("start-1", null, tls, System.nanoTime());
    }

    private static URI as(String scheme, Center of) {
        return URI.create(scheme + "://127.0.0.1:" + of.uri().getPort());
    }

    private static AnnouncementException refused(
            URI to, @Nullable ClusterToken token, AgentAccess.@Nullable Tls tls, NodeRecord record) {
        try (CenterAnnouncements target = new CenterAnnouncements(to, token, tls)) {
            AnnouncementException failure =
                    catchThrowableOfType(AnnouncementException.class, () -> target.announce(KEY, record, TTL));
            assertThat(failure).message().hasLineCount(1).doesNotContain("correct-horse");
            return failure;
        }
    }

    private void awaitLogged(String line) {
        await(line).atMost(LIMIT).untilAsserted(() -> assertThat(log.all()).anyMatch(one -> one.contains(line)));
        assertThat(log.all()).allSatisfy(one -> assertThat(one).hasLineCount(1));
    }

    @Test
    void admitsAnAgentByItsCertificateAndLetsItGo() {
        try (CenterAnnouncements target = new CenterAnnouncements(as("https", center), null, agent())) {
            target.announce(KEY, record(true), TTL);

            await("node")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(center.view().nodes())
                            .singleElement()
                            .extracting(view -> view.node().endpoint())
                            .isEqualTo("https://" + ADDRESS + ":8500"));
            target.leave(KEY, "start-1");
            await("goodbye")
                    .atMost(LIMIT)
                    .until(() -> center.view().nodes().stream()
                            .allMatch(view -> view.stateReason().startsWith("announced no more")));
        }
    }

    @Test
    void makesNoTokenWhereCertificatesTakeItsPlace() {
        assertThat(center.token()).isEmpty();
        assertThat(shared.resolve("data/agent-token")).doesNotExist();
        assertThat(center.uri()).hasScheme("https");
    }

    @Test
    @DisplayName("A10: a member announces another's address -> refused")
    void a10_refusesAnAddressThatTheCertificateIsNotFor() {
        Path other = shared.resolve("other-address");
        TestCertificates.member(authority, other, "IP:10.0.0.2,DNS:n2.test");

        AnnouncementException failure = refused(as("https", center), null, tls(other), record(true));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure)
                .hasMessageContaining("address=10.0.0.1, certificate for: 10.0.0.2, n2.test. Maybe set --address")
                .hasMessageContaining("subjectAltName=IP:10.0.0.1");
        awaitLogged("agent was refused: key=" + KEY);
    }

    @Test
    void refusesAnAgentThatServesPlainHttp() {
        assertThat(refused(as("https", center), null, agent(), record(false)))
                .hasMessageContaining("this one serves plain HTTP. Maybe start it with --tlscacert");
    }

    @Test
    void refusesAnAgentThatAsksForATokenWhichThisCenterDoesNotKnow() {
        NodeRecord signed = RecordSignature.sign(KEY, record(true), TOKEN);

        assertThat(refused(as("https", center), TOKEN, agent(), signed))
                .hasMessageContaining("this center knows no token, and the agent asks for one");
    }

    @Test
    void refusesAnAgentWithoutACertificate() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new javax.net.ssl.TrustManager[] {agent().trust()}, null);

        AnnouncementException failure =
                refused(as("https", center), null, new AgentAccess.Tls(trusting, agent().trust()), record(true));

        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(failure).hasMessageContaining("no certificate was shown, and this center knows no token. Maybe");
    }

    @Test
    void refusesACertificateOfAnotherAuthorityOnBothSides() throws Exception {
        Path foreign = shared.resolve("foreign");
        TestCertificates.authority(shared.resolve("foreign-authority"));
        TestCertificates.member(shared.resolve("foreign-authority"), foreign, "IP:" + ADDRESS);

        assertThat(refused(as("https", center), null, tls(foreign), record(true)))
                .hasMessageContaining("the other side's certificate is of an authority that is not trusted here");

        // one that trusts the center, which does not trust it
        Files.copy(
                authority.resolve("ca.pem"),
                foreign.resolve("ca.pem"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(refused(as("https", center), null, tls(foreign), record(true)))
                .message()
                .containsAnyOf("does not take our certificate");
        awaitLogged("connection refused: peer=127.0.0.1, reason=the other side's certificate is of an authority");
    }

    @Test
    void refusesACertificateThatHasExpired() throws Exception {
        Path expired = shared.resolve("expired");
        TestCertificates.member(
                authority, expired, "subjectAltName=IP:" + ADDRESS + "\nextendedKeyUsage=clientAuth\n", -1);

        assertThatThrownBy(() -> tls(expired))
                .hasMessageContaining("is not valid now, NotAfter: ")
                .hasMessageContaining("Maybe have a new one signed");
        SSLContext context = DockerTls.ofDirectory(expired).context();
        assertThat(refused(as("https", center), null, new AgentAccess.Tls(context, agent().trust()), record(true)))
                .message()
                .contains("does not take our certificate");
        awaitLogged("connection refused: peer=127.0.0.1, reason=the other side's certificate has expired (NotAfter: ");
    }

    @Test
    void refusesACenterWhoseCertificateIsForAnotherHost() {
        URI byName = URI.create("https://localhost:" + center.uri().getPort());

        assertThat(refused(byName, null, agent(), record(true)))
                .hasMessageContaining("certificate does not name the address by which it is called. Maybe have one");
    }

    @Test
    void tellsWhoSpeaksPlainHttpToCallByHttps() {
        AnnouncementException failure = refused(as("http", center), TOKEN, null, record(true));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure)
                .hasMessage(
                        "center says 400: this port speaks TLS alone. Maybe call it by https://, with a certificate");
        awaitLogged(
                "connection refused: peer=127.0.0.1, reason=it speaks plain HTTP. Maybe call this port by https://");
    }

    @Test
    void saysThatACenterSpeaksNoTls() {
        AnnouncementException failure = refused(as("https", plain), null, agent(), record(true));

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure)
                .hasMessageContaining("the other side speaks no TLS. Maybe only one of the two was given certificates");
    }

    @Test
    void servesTheContractOverTlsToClientsWithoutACertificate() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new javax.net.ssl.TrustManager[] {agent().trust()}, null);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(center.uri().resolve("/v1/groups/default/engines"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void asksForTheTokenAlsoOverTlsWhereThereIsOne() {
        Map<String, String> both = new HashMap<>(certificates(own));
        both.put("HUMPBACK_TOKEN", TOKEN.value());
        try (Center secured = start("both", both)) {
            assertThat(refused(as("https", secured), null, agent(), record(true))
                            .kind())
                    .isEqualTo(Kind.UNAUTHORIZED);
            assertThat(refused(as("https", secured), TOKEN, agent(), record(true)))
                    .hasMessageContaining("not signed with this cluster's token");
            try (CenterAnnouncements target = new CenterAnnouncements(as("https", secured), TOKEN, agent())) {
                target.announce(KEY, RecordSignature.sign(KEY, record(true), TOKEN), TTL);
            }
        }
    }

    @Test
    void doesNotStartWithFilesThatDoNotFit() throws Exception {
        Path mixed = shared.resolve("mixed");
        TestCertificates.member(authority, mixed, "IP:127.0.0.1");
        Files.copy(own.resolve("key.pem"), mixed.resolve("key.pem"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> start("mixed-data", certificates(mixed)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("cluster-cert: tls: the key ")
                .hasMessageContaining("is not that of the certificate");
    }
}
