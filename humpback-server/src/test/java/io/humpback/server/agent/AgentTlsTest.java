package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.Fence;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.Subscription;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.AgentEngine;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.testing.LogLines;
import io.humpback.server.testing.RecordingListener;
import io.humpback.server.testing.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A center calls agents by mutual TLS, and both say in one line why that does not come about. */
class AgentTlsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private static Path shared;

    private static Path authority;
    private static AgentAccess.Tls center;
    private static AgentAccess.Tls member;

    @TempDir
    private Path directory;

    private LogLines log;

    @BeforeAll
    static void makeCertificates() {
        authority = shared.resolve("authority");
        TestCertificates.authority(authority);
        TestCertificates.member(authority, shared.resolve("center"), "IP:10.9.9.9");
        TestCertificates.member(authority, shared.resolve("member"), "IP:127.0.0.1");
        center = tls("center");
        member = tls("member");
    }

    @BeforeEach
    void listen() {
        log = LogLines.start();
    }

    @AfterEach
    void close() {
        log.close();
    }

    private static AgentAccess.Tls tls(String name) {
        return DockerTls.ofDirectory(shared.resolve(name))
                .forCluster(InstantSource.system().instant());
    }

    private TestingAgent start(AgentAccess.@Nullable Tls tls) {
        return TestingAgent.start(directory, settings -> settings.withSecurity("", tls == null ? null : tls.context()));
    }

    private static AgentConnector connector(AgentAccess.@Nullable Tls tls) {
        return new AgentConnector(AgentAccess.withToken("").withTls(tls), () -> new Fence(TestingAgent.CLUSTER, 1));
    }

    /** Returns why a change is known not to have been made. */
    private static EngineException refused(TestingAgent agent, String scheme, AgentAccess.@Nullable Tls tls) {
        try (AgentConnector connector = connector(tls);
                AgentEngine engine = connector.connect(scheme + "://127.0.0.1:" + agent.port)) {
            EngineException failure = catchThrowableOfType(
                    EngineException.class, () -> engine.create(TestingAgent.ours("CLUSTER-x-web-1"), DEADLINE));
            assertThat(failure).message().hasLineCount(1);
            assertThat(agent.engine.containers()).isEmpty();
            return failure;
        }
    }

    private void awaitLogged(String line) {
        await(line).atMost(LIMIT).untilAsserted(() -> assertThat(log.all()).anyMatch(one -> one.contains(line)));
    }

    @Test
    void callsAnAgentByItsCertificateAndFollowsItsEvents() {
        RecordingListener listener = new RecordingListener();
        try (TestingAgent agent = start(member);
                AgentConnector connector = connector(center);
                AgentEngine engine = connector.connect("https://127.0.0.1:" + agent.port)) {
            Subscription events = engine.subscribe(listener);
            listener.awaitOpen();

            String id = engine.create(TestingAgent.ours("CLUSTER-x-web-1"), DEADLINE);

            assertThat(engine.list(DEADLINE))
                    .singleElement()
                    .satisfies(one -> assertThat(one.id()).isEqualTo(id));
            await("event").atMost(LIMIT).until(() -> listener.calls().contains(id + " create"));
            events.close();
        }
        assertThat(log.all()).noneMatch(line -> line.contains("connection refused"));
    }

    @Test
    @DisplayName("A11: agent reached without credentials -> refused")
    void a11_refusesACallerWithoutACertificate() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {center.trust()}, null);
        try (TestingAgent agent = start(member)) {
            refused(agent, "https", new AgentAccess.Tls(trusting, center.trust()));

            awaitLogged(
                    "connection refused: peer=127.0.0.1, reason=the other side shows no certificate. Maybe start it");
        }
    }

    @Test
    void refusesAnAgentOfAnotherAuthority() {
        TestCertificates.authority(shared.resolve("other-authority"));
        TestCertificates.member(shared.resolve("other-authority"), shared.resolve("other"), "IP:127.0.0.1");
        try (TestingAgent agent = start(tls("other"))) {
            assertThat(refused(agent, "https", center))
                    .isInstanceOf(EngineUnreachableException.class)
                    .hasMessageContaining("certificate is of an authority that is not trusted here. Maybe one of");
            awaitLogged("does not take our certificate (certificate_unknown)");
        }
    }

    @Test
    void refusesAnAgentWhoseCertificateHasExpired() throws Exception {
        TestCertificates.member(authority, shared.resolve("old"), "subjectAltName=IP:127.0.0.1\n", -1);
        SSLContext old = DockerTls.ofDirectory(shared.resolve("old")).context();
        try (TestingAgent agent = start(new AgentAccess.Tls(old, member.trust()))) {
            assertThat(refused(agent, "https", center))
                    .isInstanceOf(EngineUnreachableException.class)
                    .hasMessageContaining("the other side's certificate has expired (NotAfter: ");
        }
    }

    @Test
    void refusesAnAgentWhoseCertificateIsForAnotherAddress() {
        try (TestingAgent agent = start(center)) {
            assertThat(refused(agent, "https", center))
                    .isInstanceOf(EngineUnreachableException.class)
                    .hasMessageContaining("does not name the address by which it is called. Maybe have one signed");
        }
    }

    @Test
    void saysTheSameOfAStreamOfEvents() {
        RecordingListener listener = new RecordingListener();
        try (TestingAgent agent = start(center);
                AgentConnector connector = connector(center);
                AgentEngine engine = connector.connect("https://127.0.0.1:" + agent.port)) {
            Subscription events = engine.subscribe(listener);
            await("end").atMost(LIMIT).until(() -> listener.calls().contains("broken"));

            assertThat(listener.reason()).contains("does not name the address by which it is called. Maybe");
            events.close();
        }
    }

    @Test
    void refusesPlainTextOnBothSides() {
        try (TestingAgent agent = start(member)) {
            assertThat(refused(agent, "http", null))
                    .hasMessageContaining("this port speaks TLS alone. Maybe call it by https://");
            awaitLogged("connection refused: peer=127.0.0.1, reason=it speaks plain HTTP");
        }
        try (TestingAgent agent = start(null)) {
            assertThat(refused(agent, "https", center))
                    .isInstanceOf(EngineUnreachableException.class)
                    .hasMessageContaining("the other side speaks no TLS. Maybe");
        }
    }
}
