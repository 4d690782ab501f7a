package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.server.simulated.SimulatedContainer.Status;
import java.util.ArrayList;
import java.util.List;

/** Containers in the JSON of an engine. Stateless. */
final class ContainerShape {
    private static final ObjectNode CONFIG = Json.parse("""
            {"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,"AttachStderr":false,
             "Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":[],"Cmd":null,"Image":"","Volumes":null,
             "WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{}}""");
    private static final ObjectNode HOST_CONFIG = Json.parse("""
            {"Binds":null,"ContainerIDFile":"","LogConfig":{"Type":"json-file","Config":{}},"NetworkMode":"default",
             "PortBindings":{},"RestartPolicy":{"Name":"","MaximumRetryCount":0},"AutoRemove":false,
             "VolumeDriver":"","VolumesFrom":null,"CapAdd":null,"CapDrop":null,"Dns":null,"DnsOptions":null,
             "DnsSearch":null,"ExtraHosts":null,"GroupAdd":null,"IpcMode":"private","Links":null,"PidMode":"",
             "Privileged":false,"PublishAllPorts":false,"ReadonlyRootfs":false,"ShmSize":67108864,"Runtime":"runc",
             "CpuShares":0,"Memory":0,"NanoCpus":0,"MemorySwap":0,"OomKillDisable":false,"Ulimits":null}""");
    private static final String DEFAULT_DRIVER = "json-file";
    private static final String PRINTABLE = "[A-Za-z0-9_./:=@%+,-]+";

    private ContainerShape() {}

    /** Returns the configuration that a request makes with its image: as an engine, it keeps what it does not know. */
    static ObjectNode config(ObjectNode body, SimulatedImage image, String id, String hostName) {
        ObjectNode config = merged(CONFIG, body);
        config.remove(List.of("HostConfig", "NetworkingConfig"));
        if (Json.texts(config.path("Cmd")).isEmpty()
                && Json.texts(config.path("Entrypoint")).isEmpty()) {
            config.set("Cmd", Json.array(image.command()));
        }
        config.set("Env", Json.array(environment(Json.texts(config.path("Env")), image.env())));
        if (!image.exposedPorts().isEmpty() || config.has("ExposedPorts")) {
            ObjectNode exposed = config.path("ExposedPorts") instanceof ObjectNode own ? own : Json.object();
            image.exposedPorts().forEach(port -> exposed.putObject(port));
            config.set("ExposedPorts", exposed);
        }
        if (!image.healthCheck().isEmpty() && !config.has("Healthcheck")) {
            config.putObject("Healthcheck").set("Test", Json.array(image.healthCheck()));
        }
        boolean shared = body.path("HostConfig").path("NetworkMode").asText().equals("host");
        if (config.path("Hostname").asText().isEmpty()) {
            config.put("Hostname", shared ? hostName : id.substring(0, 12));
        }
        return config;
    }

    /** The container's own variables come first and win over the image's. */
    private static List<String> environment(List<String> own, List<String> ofImage) {
        List<String> environment = new ArrayList<>(own);
        for (String variable : ofImage) {
            String key = variable.substring(0, variable.indexOf('=') + 1);
            if (own.stream().noneMatch(other -> other.startsWith(key))) {
                environment.add(variable);
            }
        }
        return environment;
    }

    static ObjectNode hostConfig(JsonNode body) {
        ObjectNode host = merged(HOST_CONFIG, body);
        if (host.path("NetworkMode").asText().isEmpty()) {
            host.put("NetworkMode", "default");
        }
        if (host.path("ShmSize").asLong() == 0) {
            host.set("ShmSize", HOST_CONFIG.get("ShmSize"));
        }
        if (host.path("LogConfig").path("Type").asText().isEmpty()) {
            ObjectNode log = host.path("LogConfig") instanceof ObjectNode own ? own : host.putObject("LogConfig");
            log.put("Type", DEFAULT_DRIVER);
            if (!log.path("Config").isObject()) {
                log.putObject("Config");
            }
        }
        return host;
    }

    private static ObjectNode merged(ObjectNode defaults, JsonNode given) {
        ObjectNode merged = defaults.deepCopy();
        given.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                merged.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        return merged;
    }

    static ObjectNode listEntry(SimulatedContainer container) {
        ObjectNode entry = Json.object().put("Id", container.id);
        entry.putArray("Names").add("/" + container.name);
        entry.put("Image", container.config.path("Image").asText())
                .put("ImageID", container.image.id())
                .put("Command", commandLine(container))
                .put("Created", container.created.getEpochSecond());
        entry.set("Ports", listPorts(container));
        entry.set("Labels", container.config.path("Labels"));
        entry.put("State", container.status.word()).put("Status", StatusLine.of(container));
        entry.putObject("HostConfig").put("NetworkMode", container.networkMode());
        entry.putObject("NetworkSettings").set("Networks", networks(container));
        entry.putArray("Mounts");
        return entry;
    }

    private static String commandLine(SimulatedContainer container) {
        StringBuilder line = new StringBuilder(container.path);
        for (String argument : container.args) {
            line.append(' ').append(argument.matches(PRINTABLE) ? argument : "'" + argument + "'");
        }
        return line.toString();
    }

    private static ArrayNode listPorts(SimulatedContainer container) {
        ArrayNode ports = Json.array();
        container.config.path("ExposedPorts").fieldNames().forEachRemaining(exposed -> {
            int privatePort = Integer.parseInt(exposed.substring(0, exposed.indexOf('/')));
            String type = exposed.substring(exposed.indexOf('/') + 1);
            Integer bound = container.boundPorts.get(exposed);
            if (bound != null) {
                ports.addObject()
                        .put("IP", address(container, exposed))
                        .put("PrivatePort", privatePort)
                        .put("PublicPort", bound)
                        .put("Type", type);
            } else if (container.status.isLive() && container.isBridged()) {
                ports.addObject().put("PrivatePort", privatePort).put("Type", type);
            }
        });
        return ports;
    }

    private static String address(SimulatedContainer container, String exposed) {
        String given = container
                .hostConfig
                .path("PortBindings")
                .path(exposed)
                .path(0)
                .path("HostIp")
                .asText();
        return given.isEmpty() ? "0.0.0.0" : given;
    }

    static ObjectNode inspection(SimulatedContainer container) {
        ObjectNode answer = Json.object()
                .put("Id", container.id)
                .put("Created", container.created.toString())
                .put("Path", container.path);
        answer.set("Args", Json.array(container.args));
        answer.set("State", state(container));
        answer.put("Image", container.image.id())
                .put("Name", "/" + container.name)
                .put("RestartCount", container.restarts)
                .put("Driver", "overlay2")
                .put("Platform", "linux");
        answer.set("HostConfig", container.hostConfig);
        answer.putArray("Mounts");
        answer.set("Config", container.config);
        answer.set("NetworkSettings", network(container));
        return answer;
    }

    private static ObjectNode state(SimulatedContainer container) {
        boolean restarting = container.status == Status.RESTARTING;
        ObjectNode state = Json.object()
                .put("Status", container.status.word())
                .put("Running", container.status.isLive() || restarting)
                .put("Paused", container.status == Status.PAUSED)
                .put("Restarting", restarting)
                .put("OOMKilled", false)
                .put("Dead", false)
                .put("Pid", container.pid)
                .put("ExitCode", container.exitCode)
                .put("Error", container.error)
                .put("StartedAt", container.startedAt)
                .put("FinishedAt", container.finishedAt);
        if (!container.health.isEmpty()) {
            state.putObject("Health")
                    .put("Status", container.health)
                    .put("FailingStreak", container.failedChecks)
                    .putArray("Log");
        }
        return state;
    }

    private static ObjectNode network(SimulatedContainer container) {
        ObjectNode network = Json.object().put("Bridge", "").put("SandboxID", "");
        ObjectNode ports = network.putObject("Ports");
        if (container.status.isLive() && container.isBridged()) {
            container.config.path("ExposedPorts").fieldNames().forEachRemaining(exposed -> {
                Integer bound = container.boundPorts.get(exposed);
                if (bound == null) {
                    ports.putNull(exposed);
                } else {
                    ports.putArray(exposed)
                            .addObject()
                            .put("HostIp", address(container, exposed))
                            .put("HostPort", Integer.toString(bound));
                }
            });
        }
        network.put("IPAddress", "").put("Gateway", "").set("Networks", networks(container));
        return network;
    }

    private static ObjectNode networks(SimulatedContainer container) {
        String mode = container.networkMode();
        ObjectNode networks = Json.object();
        networks.putObject(mode.equals("default") ? "bridge" : mode)
                .put("NetworkID", "")
                .put("EndpointID", "")
                .put("Gateway", "")
                .put("IPAddress", "")
                .put("MacAddress", "");
        return networks;
    }
}
