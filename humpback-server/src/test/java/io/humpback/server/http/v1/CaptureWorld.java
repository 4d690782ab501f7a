package io.humpback.server.http.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.Availability;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import io.humpback.core.RestartPolicy;
import io.humpback.core.contract.Container;
import io.humpback.core.contract.ContainerStatus;
import io.humpback.core.contract.WebHook;
import io.humpback.scheduler.control.ClusterView.NodeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns what the original answered back into the nouns that it told of. */
final class CaptureWorld {
    private CaptureWorld() {}

    /** From an entry of {@code Containers} that has its container below {@code Container}, or beside the address. */
    static HostedContainer hosted(JsonNode entry) {
        String server = entry.get("HostName").asText();
        JsonNode json = entry.get("Container");
        if (json == null) {
            ObjectNode flat = entry.deepCopy();
            flat.remove(List.of("IP", "HostName"));
            json = flat;
        }
        return new HostedContainer(
                NodeId.of(server),
                server.toLowerCase(Locale.ROOT),
                entry.get("IP").asText(),
                observed(Capture.as(json, Container.class)));
    }

    static List<HostedContainer> hostedList(JsonNode entries) {
        List<HostedContainer> list = new ArrayList<>();
        entries.forEach(entry -> list.add(hosted(entry)));
        return list;
    }

    private static ObservedContainer observed(Container container) {
        ContainerStatus status = container.status();
        ContainerSpec spec = container.toSpec().toBuilder()
                .command(container.commandWithoutEntryPoint())
                .build();
        return new ObservedContainer(
                container.id(),
                container.name(),
                new ContainerState(
                        ContainerState.Status.valueOf(status.status().toUpperCase(Locale.ROOT)),
                        status.oomKilled(),
                        status.pid(),
                        status.exitCode(),
                        status.error(),
                        "",
                        status.startedAt(),
                        status.finishedAt()),
                spec,
                container.command(),
                null);
    }

    /** From a meta with its configuration below {@code Config} or in one level. */
    static Meta meta(JsonNode json) {
        JsonNode config = json.get("Config");
        if (config == null) {
            ObjectNode flat = json.deepCopy();
            flat.remove(List.of("GroupId", "MetaId", "IsRemoveDelay", "IsRecovery", "Instances", "Placement"));
            flat.remove(List.of("WebHooks", "ImageTag", "CreateAt", "LastUpdateAt"));
            config = flat;
        }
        List<Hook> hooks = new ArrayList<>();
        json.get("WebHooks")
                .forEach(hook -> hooks.add(Capture.as(hook, WebHook.class).toHook()));
        return new Meta(
                MetaId.of(json.get("MetaId").asText()),
                GroupId.of(json.get("GroupId").asText()),
                1,
                1,
                json.get("Instances").asInt(),
                Capture.as(config, Container.class).toSpec(),
                Placement.ANYWHERE,
                hooks,
                new MetaOptions(
                        json.get("IsRemoveDelay").asBoolean(),
                        json.get("IsRecovery").asBoolean()),
                Instant.ofEpochSecond(json.get("CreateAt").asLong()),
                Instant.ofEpochSecond(json.get("LastUpdateAt").asLong()));
    }

    static Meta meta(String id, String group, String name) {
        return new Meta(
                MetaId.of(id),
                GroupId.of(group),
                1,
                1,
                1,
                ContainerSpec.builder(name, "hb/noop:1")
                        .networkMode("bridge")
                        .restartPolicy(new RestartPolicy("no", 0))
                        .build(),
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                Instant.ofEpochSecond(1_795_343_557L),
                Instant.EPOCH);
    }

    static NodeView node(JsonNode engine) {
        String name = engine.get("Name").asText();
        NodeFacts facts = new NodeFacts(
                engine.get("ID").asText(),
                name,
                engine.get("Cpus").asInt(),
                (engine.get("Memory").asLong() << 20) + 4096,
                new Platform(
                        engine.get("OSType").asText(),
                        engine.get("Architecture").asText()),
                engine.get("StorageDirver").asText(),
                engine.get("KernelVersion").asText(),
                engine.get("OperatingSystem").asText(),
                engine.get("DockerVersion").asText(),
                map(engine.get("EngineLabels")));
        Node node = new Node(
                NodeId.of(name),
                name.toLowerCase(Locale.ROOT),
                engine.get("IP").asText(),
                "http://" + engine.get("APIAddr").asText(),
                facts,
                engine.get("AppVersion").asText());
        boolean healthy = engine.get("StateText").asText().equals("Healthy");
        return new NodeView(
                node,
                healthy ? NodeState.HEALTHY : NodeState.DOWN,
                new NodeStatus(node.id(), name, Availability.ACTIVE, map(engine.get("NodeLabels")), null),
                "");
    }

    static Group group(String id, List<NodeView> nodes) {
        List<Group.Server> servers = nodes.stream()
                .map(view -> new Group.Server(
                        view.node().name().toUpperCase(Locale.ROOT), view.node().address()))
                .toList();
        return new Group(GroupId.of(id), id, true, false, servers, "", "");
    }

    private static Map<String, String> map(JsonNode json) {
        Map<String, String> map = new HashMap<>();
        json.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
