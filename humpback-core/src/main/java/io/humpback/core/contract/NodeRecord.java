package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent announces of its host, in the original's order and with its two misspelt keys.
 * Fields that this does not know are ignored.
 *
 * @param id the engine's id
 * @param apiAddr the agent's API, {@code host:port}
 * @param memory bytes
 * @param labels the engine's labels, each {@code key=value}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({
    "id",
    "name",
    "ip",
    "apiaddr",
    "cpus",
    "memory",
    "storagedirver",
    "kernelversion",
    "architecture",
    "operatingsystem",
    "ostype",
    "lables",
    "appversion",
    "dockerversion"
})
public record NodeRecord(
        @JsonProperty("id") @Nullable String id,
        @JsonProperty("name") @Nullable String name,
        @JsonProperty("ip") @Nullable String ip,
        @JsonProperty("apiaddr") @Nullable String apiAddr,
        @JsonProperty("cpus") int cpus,
        @JsonProperty("memory") long memory,
        @JsonProperty("storagedirver") @Nullable String storageDriver,
        @JsonProperty("kernelversion") @Nullable String kernelVersion,
        @JsonProperty("architecture") @Nullable String architecture,
        @JsonProperty("operatingsystem") @Nullable String operatingSystem,
        @JsonProperty("ostype") @Nullable String osType,
        @JsonProperty("lables") @Nullable List<String> labels,
        @JsonProperty("appversion") @Nullable String appVersion,
        @JsonProperty("dockerversion") @Nullable String dockerVersion) {}
