package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.HumpbackException;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.NotAnnouncedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsulBackendTest {
    private final TestingConsul consul = TestingConsul.quick();
    private final ConsulServer server = new ConsulServer(consul.port(), ConsulKind.QUICK, consul::close);

    @AfterEach
    void close() {
        consul.close();
    }

    private void assertRefused(BackendUri uri, String... words) {
        assertThatThrownBy(() -> server.open(uri).close())
                .isInstanceOf(BackendException.class)
                .message()
                .contains(words)
                .doesNotContain("s3cret", "\n");
    }

    private BackendUri uri(String options) {
        return server.uri(List.of(consul.port()), options);
    }

    @Test
    void showsItsTokenInTheHeaderAlone() {
        consul.tokens = Set.of("s3cret");

        try (ConsulBackend backend = server.open(uri("?token=s3cret"))) {
            assertThat(backend.stateStore().load().documents()).isEmpty();
        }

        assertThat(consul.requests).isNotEmpty().noneMatch(request -> request.contains("s3cret"));
    }

    @Test
    void tellsWhatATokenNeeds() {
        consul.tokens = Set.of("another");

        assertRefused(uri("?token=s3cret"), "consul refuses the token", "status=403", "ACL not found", "key_prefix");
        assertRefused(uri(""), "Permission denied");
    }

    @Test
    void tellsAnAgentWhatItsTokenNeeds() {
        consul.tokens = Set.of("another");
        try (Announcements agent = ConsulAnnouncements.open(
                uri("?token=s3cret"),
                new AnnouncementSettings(ConsulServer.CLUSTER, Duration.ofSeconds(30)),
                server.times())) {
            assertThatThrownBy(() -> agent.withdraw("a", "i"))
                    .isInstanceOfSatisfying(
                            NotAnnouncedException.class,
                            e -> assertThat(e.kind()).isEqualTo(NotAnnouncedException.Kind.UNAUTHORIZED))
                    .message()
                    .contains("session_prefix")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void takesNoListFromWhichKeysWereLeftOut() {
        try (ConsulBackend backend = server.open(uri(""))) {
            consul.hidesKeys = true;

            assertThatThrownBy(() -> backend.store().children("state/")).hasMessageContaining("hides keys");
        }
    }

    @Test
    void tellsThatNobodyAnswers() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertRefused(
                server.uri(List.of(free), ""),
                "consul cannot be used: hosts=127.0.0.1:" + free,
                "cannot be reached",
                "Maybe the address is wrong");
    }

    @Test
    void asksTheNextHostWhenTheFirstIsAway() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        server.open(server.uri(List.of(free, consul.port()), "")).close();

        assertThat(consul.requests).isNotEmpty();
    }

    @Test
    void tellsThatThePortHasNoTls() throws Exception {
        try (FaultProxy proxy = FaultProxy.tcp(consul.address())) {
            proxy.answerStatus(400); // as a server without TLS answers to what it takes for bad HTTP

            assertRefused(server.uri(List.of(proxy.port()), "?tls=true"), "no TLS port");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | <html>            | not what was expected",
                "200 | null              | null",
                "301 | moved             | consul refuses the request",
                "400 | key is invalid    | key is invalid",
                "500 | No cluster leader | consul cannot do it now"
            })
    void tellsWhatIsNoAnswerOfConsuls(int status, String body, String words) {
        consul.allGet = new TestingConsul.Injected(status, body);

        assertRefused(uri(""), words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?user=u          | option=user",
                "?ttl=1h          | option=ttl",
                "?token=a%20b     | option=token",
                "?cert=/missing   | cert and key",
                "?ca=/missing.pem | /missing.pem"
            })
    void refusesOptionsThatMakeNoSense(String options, String words) {
        assertRefused(uri(options), words);
    }

    @Test
    void refusesAClusterThatIsNoPath() {
        assertRefused(BackendUri.parse("consul://127.0.0.1:" + consul.port() + "/a b"), "cannot be a path");
    }

    private static URL whereIs(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void isLoadedWithoutItsClientUntilItIsOpened() throws Exception {
        URL[] classPath = {whereIs(ConsulDiscoveryProvider.class), whereIs(HumpbackException.class)};
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object provider = loader.loadClass(ConsulDiscoveryProvider.class.getName())
                    .getConstructor()
                    .newInstance();

            assertThat(provider.getClass().getMethod("scheme").invoke(provider)).isEqualTo("consul");
            assertThatThrownBy(() -> loader.loadClass("okhttp3.OkHttpClient"))
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }
}
