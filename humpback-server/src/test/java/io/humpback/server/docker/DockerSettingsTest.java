package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerSettingsTest {
    @Test
    void negotiatesAndUsesPlainTcpByDefault() {
        assertThat(DockerSettings.DEFAULT.apiVersion()).isEmpty();
        assertThat(DockerSettings.DEFAULT.tls()).isNull();
    }

    @Test
    void readsWhatDockersOwnClientReads() {
        DockerSettings settings =
                DockerSettings.ofEnvironment(Map.of("DOCKER_API_VERSION", "1.40", "DOCKER_CERT_PATH", "/certs"));

        assertThat(settings.apiVersion()).isEqualTo("1.40");
        assertThat(settings.tls())
                .isEqualTo(
                        new DockerTls(Path.of("/certs/ca.pem"), Path.of("/certs/cert.pem"), Path.of("/certs/key.pem")));
    }

    @Test
    void staysAtTheDefaultInAnEmptyEnvironment() {
        assertThat(DockerSettings.ofEnvironment(Map.of())).isEqualTo(DockerSettings.DEFAULT);
    }

    @Test
    void refusesAVersionThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> DockerSettings.DEFAULT.withApiVersion("newest"));
    }

    @Test
    void refusesATimeoutOfZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DockerSettings.DEFAULT.withEventLimits(Duration.ZERO, Duration.ofSeconds(1)))
                .withMessageStartingWith("eventOpenTimeout: ");
    }

    @Test
    void namesTheFilesOfCertificatesThatCannotBeRead(@TempDir Path directory) {
        DockerSettings settings = DockerSettings.DEFAULT.withTls(DockerTls.ofDirectory(directory));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DockerConnector(settings))
                .withMessageContaining(directory.resolve("key.pem").toString());
    }

    @Test
    void refusesAnEndpointOfAnotherKind() {
        DockerConnector connector = new DockerConnector(DockerSettings.DEFAULT);

        for (String endpoint : new String[] {"ftp://host:1", "tcp://host", "unix://", "host:2375", "tcp://a b:1"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> connector.connect(endpoint))
                    .withMessage("endpoint: " + endpoint + " (expected: unix:///path or tcp://host:port)");
        }
    }
}
