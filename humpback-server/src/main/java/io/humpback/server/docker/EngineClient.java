package io.humpback.server.docker;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of an engine with its own connections. It learns the engine's version with its first call and keeps to
 * it, so it is given up when contact was lost: the engine may be another one afterwards. Safe for use by several
 * threads.
 */
final class EngineClient implements Closeable {
    static final ObjectMapper JSON = mapper();

    /** docker-java reads logins from a directory once, and knows no helpers: {@link RegistryLogins} does it instead. */
    private static final String NO_CONFIG = "/nonexistent";

    private static final Logger log = LoggerFactory.getLogger(EngineClient.class);

    private final DockerEndpoint endpoint;
    private final String wishedVersion;
    private final GuardedTransport transport;
    private final AtomicReference<@Nullable Contact> contact = new AtomicReference<>();

    /** What the first answer said; {@code date} is the engine's clock as HTTP writes it, empty if it did not say. */
    record Contact(ApiVersion version, String date, DockerClient docker) {}

    EngineClient(
            DockerEndpoint endpoint,
            DockerSettings settings,
            @Nullable SSLContext tls,
            @Nullable Duration readTimeout) {
        this.endpoint = endpoint;
        this.wishedVersion = settings.apiVersion();
        this.transport = GuardedTransport.open(endpoint, tls, settings, readTimeout);
    }

    /** Returns docker-java's client in the version that both sides know, asking the engine the first time. */
    DockerClient docker() throws IOException {
        return contact().docker();
    }

    Contact contact() throws IOException {
        Contact known = contact.get();
        if (known != null) {
            return known;
        }
        Contact made = makeContact();
        contact.compareAndSet(null, made);
        return made;
    }

    /** Opens an answer that does not end by itself. A status other than 200 is a {@link DockerException}. */
    Response open(String path) throws IOException {
        Response response =
                transport.execute(Request.builder().method("GET").path(path).build());
        if (response.getStatusCode() != 200) {
            try (response) {
                String body = new String(response.getBody().readNBytes(64 * 1024), StandardCharsets.UTF_8);
                throw new DockerException(body, response.getStatusCode());
            }
        }
        return response;
    }

    /** Ends all connections, also those in use. */
    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            log.debug("engine client not closed cleanly: endpoint={}", endpoint, e);
        }
    }

    private Contact makeContact() throws IOException {
        try (Response response = open("/version")) {
            JsonNode answer = JSON.readTree(response.getBody());
            ApiVersion max = version(answer, "ApiVersion");
            ApiVersion min = answer.hasNonNull("MinAPIVersion") ? version(answer, "MinAPIVersion") : max;
            ApiVersion wished = wishedVersion.isEmpty() ? null : ApiVersion.parse(wishedVersion);
            ApiVersion.Choice choice = ApiVersion.choose(wished, min, max);
            if (choice.warning() != null) {
                log.warn("{}, using {}: endpoint={}", choice.warning(), choice.version(), endpoint);
            }
            String date = response.getHeader("Date");
            return new Contact(choice.version(), date == null ? "" : date, docker(choice.version()));
        }
    }

    private DockerClient docker(ApiVersion version) {
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(endpoint.toString())
                .withDockerTlsVerify(false) // the transport has the certificates
                .withDockerConfig(NO_CONFIG)
                .withApiVersion(version.toString())
                .build();
        return DockerClientImpl.getInstance(config, transport);
    }

    /** docker-java's own, whose text docker-java turns into bytes of the platform's charset, whatever that is. */
    private static ObjectMapper mapper() {
        ObjectMapper mapper = DockerClientConfig.getDefaultObjectMapper();
        mapper.getFactory().configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true);
        return mapper;
    }

    private static ApiVersion version(JsonNode answer, String field) throws IOException {
        try {
            return ApiVersion.parse(answer.path(field).asText(""));
        } catch (IllegalArgumentException e) {
            throw new IOException("answer without " + field, e);
        }
    }
}
