package io.humpback.server.agent;

import io.humpback.core.Checks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How an agent serves its API. Immutable.
 *
 * @param host the address to listen at
 * @param port 0 for any free one
 * @param token what callers must bring, empty for nothing
 * @param tls the agent's certificate and those whom it trusts; callers must then have a certificate of theirs; null for
 *     plain HTTP
 * @param dataDirectory where the fence is kept
 * @param policy what containers may do
 * @param ports which ports containers get that name none
 * @param version the agent's own version
 * @param configuration what {@code /v1/ping} shows, in the original's names and order
 * @param heartbeat the time between lines of a stream of events
 * @param deadAfter for how long all calls to the engine must have failed until it counts as dead
 * @param maxStreams how many streams of events, output and statistics may be open at a time, 1-1000
 * @param pulls how images are fetched
 */
public record AgentSettings(
        String host,
        int port,
        String token,
        @Nullable SSLContext tls,
        Path dataDirectory,
        AdmissionPolicy policy,
        PortRange ports,
        String version,
        Map<String, Object> configuration,
        Duration heartbeat,
        Duration deadAfter,
        int maxStreams,
        PullLimits pulls) {
    /** Checks the ranges. */
    public AgentSettings {
        Checks.checkNotBlank("host", host);
        Checks.checkRange("port", port, 0, 65535);
        Checks.checkRange("maxStreams", maxStreams, 1, 1000);
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }

    /** Returns what applies unless configured, on loopback, without a token. */
    public static AgentSettings of(Path dataDirectory) {
        return new AgentSettings(
                "127.0.0.1",
                8500,
                "",
                null,
                dataDirectory,
                AdmissionPolicy.STANDARD,
                PortRange.DEFAULT,
                "",
                Map.of(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                64,
                PullLimits.DEFAULT);
    }

    /** Returns these settings with another address. */
    public AgentSettings withAddress(String newHost, int newPort) {
        return with(draft -> {
            draft.host = newHost;
            draft.port = newPort;
        });
    }

    /** Returns these settings with another token and other certificates. */
    public AgentSettings withSecurity(String newToken, @Nullable SSLContext newTls) {
        return with(draft -> {
            draft.token = newToken;
            draft.tls = newTls;
        });
    }

    /** Returns these settings with another policy. */
    public AgentSettings withPolicy(AdmissionPolicy newPolicy) {
        return with(draft -> draft.policy = newPolicy);
    }

    /** Returns these settings with another range of ports. */
    public AgentSettings withPorts(PortRange newPorts) {
        return with(draft -> draft.ports = newPorts);
    }

    /** Returns these settings with what the agent says of itself. */
    public AgentSettings withIdentity(String newVersion, Map<String, Object> newConfiguration) {
        return with(draft -> {
            draft.version = newVersion;
            draft.configuration = newConfiguration;
        });
    }

    /** Returns these settings with other times and another number of streams. */
    public AgentSettings withLimits(Duration newHeartbeat, Duration newDeadAfter, int newMaxStreams) {
        return with(draft -> {
            draft.heartbeat = newHeartbeat;
            draft.deadAfter = newDeadAfter;
            draft.maxStreams = newMaxStreams;
        });
    }

    /** Returns these settings with other limits for the fetching of images. */
    public AgentSettings withPulls(PullLimits newPulls) {
        return with(draft -> draft.pulls = newPulls);
    }

    private AgentSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "AgentSettings[" + host + ":" + port + ", policy=" + policy.profile() + ", ports=" + ports + "]";
    }

    /** A copy that can be changed, so that each change names what it changes and nothing else. */
    private static final class Draft {
        private String host;
        private int port;
        private String token;
        private @Nullable SSLContext tls;
        private Path dataDirectory;
        private AdmissionPolicy policy;
        private PortRange ports;
        private String version;
        private Map<String, Object> configuration;
        private Duration heartbeat;
        private Duration deadAfter;
        private int maxStreams;
        private PullLimits pulls;

        Draft(AgentSettings from) {
            host = from.host;
            port = from.port;
            token = from.token;
            tls = from.tls;
            dataDirectory = from.dataDirectory;
            policy = from.policy;
            ports = from.ports;
            version = from.version;
            configuration = from.configuration;
            heartbeat = from.heartbeat;
            deadAfter = from.deadAfter;
            maxStreams = from.maxStreams;
            pulls = from.pulls;
        }

        AgentSettings settings() {
            return new AgentSettings(
                    host,
                    port,
                    token,
                    tls,
                    dataDirectory,
                    policy,
                    ports,
                    version,
                    configuration,
                    heartbeat,
                    deadAfter,
                    maxStreams,
                    pulls);
        }
    }
}
