package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent announces of its host, in the original's order and with its two misspelt keys.
 * What only our own agents say stands behind it and is left out where it is null. Fields that this does not know are
 * ignored.
 *
 * @param id the engine's id
 * @param apiAddr the agent's API, {@code host:port}
 * @param memory bytes
 * @param labels the engine's labels, each {@code key=value}
 * @param protocol the version of the agent's own protocol, 1 or more; null for an original agent
 * @param instance drawn anew at each start of an agent, so that a second agent with the same key is told apart
 * @param zone where the host stands, in the operator's words
 * @param tls whether the API is served over TLS
 * @param epochs whether the agent refuses calls of a leader that was replaced
 * @param stamp rises with each record of one agent, so that an old one cannot be put in the place of a newer one: a
 *     time in milliseconds by the agent's clock, which nobody compares with a time
 * @param signature see {@link RecordSignature}
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
    "dockerversion",
    "protocol",
    "instance",
    "zone",
    "tls",
    "epochs",
    "stamp",
    "signature"
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
        @JsonProperty("dockerversion") @Nullable String dockerVersion,

        @JsonProperty("protocol") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Integer protocol,

        @JsonProperty("instance") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String instance,

        @JsonProperty("zone") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String zone,

        @JsonProperty("tls") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Boolean tls,

        @JsonProperty("epochs") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Boolean epochs,

        @JsonProperty("stamp") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long stamp,

        @JsonProperty("signature") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String signature) {
    /** The version of our own agents' protocol that this program speaks. */
    public static final int PROTOCOL = 1;

    /** Creates what an original agent announces. */
    public NodeRecord(
            @Nullable String id,
            @Nullable String name,
            @Nullable String ip,
            @Nullable String apiAddr,
            int cpus,
            long memory,
            @Nullable String storageDriver,
            @Nullable String kernelVersion,
            @Nullable String architecture,
            @Nullable String operatingSystem,
            @Nullable String osType,
            @Nullable List<String> labels,
            @Nullable String appVersion,
            @Nullable String dockerVersion) {
        this(
                id,
                name,
                ip,
                apiAddr,
                cpus,
                memory,
                storageDriver,
                kernelVersion,
                architecture,
                operatingSystem,
                osType,
                labels,
                appVersion,
                dockerVersion,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Returns whether one of our own agents announces itself, and not an original one. */
    @JsonIgnore
    public boolean isOurs() {
        return protocol != null;
    }

    /** Returns this record as our own agent announces it, unsigned. */
    public NodeRecord asOurs(String newInstance, @Nullable String newZone, boolean newTls, long newStamp) {
        return copy(PROTOCOL, newInstance, newZone, newTls, true, newStamp, null);
    }

    /** Returns this record with another signature, or without one if that is null. */
    public NodeRecord withSignature(@Nullable String newSignature) {
        return copy(protocol, instance, zone, tls, epochs, stamp, newSignature);
    }

    private NodeRecord copy(
            @Nullable Integer newProtocol,
            @Nullable String newInstance,
            @Nullable String newZone,
            @Nullable Boolean newTls,
            @Nullable Boolean newEpochs,
            @Nullable Long newStamp,
            @Nullable String newSignature) {
        return new NodeRecord(
                id,
                name,
                ip,
                apiAddr,
                cpus,
                memory,
                storageDriver,
                kernelVersion,
                architecture,
                operatingSystem,
                osType,
                labels,
                appVersion,
                dockerVersion,
                newProtocol,
                newInstance,
                newZone,
                newTls,
                newEpochs,
                newStamp,
                newSignature);
    }
}
