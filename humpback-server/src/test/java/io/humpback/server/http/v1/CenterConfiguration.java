package io.humpback.server.http.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The center's configuration as the original shows it. Whoever supplies it masks secrets first. Immutable.
 *
 * @param siteApi the site's address, empty without one
 */
@JsonPropertyOrder({"version", "pidfile", "retrystartup", "siteapi", "cluster", "api", "notifications", "logger"})
public record CenterConfiguration(
        @JsonProperty("version") String version,
        @JsonProperty("pidfile") String pidFile,
        @JsonProperty("retrystartup") boolean retryStartup,
        @JsonProperty("siteapi") String siteApi,
        @JsonProperty("cluster") Cluster cluster,
        @JsonProperty("api") ApiHosts api,
        @JsonProperty("notifications") Notifications notifications,
        @JsonProperty("logger") Logger logger) {
    /** The cluster's options, each {@code key=value}, and its discovery. */
    @JsonPropertyOrder({"opts", "discovery"})
    public record Cluster(
            @JsonProperty("opts") List<String> options,
            @JsonProperty("discovery") Discovery discovery) {}

    /** Where nodes announce themselves. */
    @JsonPropertyOrder({"uris", "cluster", "heartbeat"})
    public record Discovery(
            @JsonProperty("uris") String uris,
            @JsonProperty("cluster") String cluster,
            @JsonProperty("heartbeat") String heartbeat) {}

    /** Where the API listens. */
    @JsonPropertyOrder({"hosts", "enablecors"})
    public record ApiHosts(
            @JsonProperty("hosts") List<String> hosts,
            @JsonProperty("enablecors") boolean enableCors) {}

    /** Where notifications go; null for nowhere. */
    public record Notifications(
            @JsonProperty("EndPoints") @Nullable List<?> endPoints) {}

    /** How the center logs; {@code size} in bytes. */
    @JsonPropertyOrder({"logfile", "loglevel", "logsize"})
    public record Logger(
            @JsonProperty("logfile") String file,
            @JsonProperty("loglevel") String level,
            @JsonProperty("logsize") long size) {}
}
