package io.humpback.server.http.v1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.humpback.core.Availability;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.scheduler.control.Command;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadRoutesTest {
    private final RunningApi api = RunningApi.start();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void showsAServerThatIsAbsentAsDisconnected() {
        api.control.nodes.add(node("n1", "10.0.0.1", NodeState.HEALTHY, Availability.ACTIVE));
        api.control.groups.add(new Group(
                GroupId.of("g"),
                "g",
                true,
                false,
                List.of(new Group.Server("gone", "10.0.0.9"), new Group.Server("N1", "")),
                "",
                ""));

        JsonNode engines = data("/v1/groups/g/engines").get("Engines");

        assertThat(engines).hasSize(2);
        assertThat(engines.get(0).get("Name").asText()).isEqualTo("GONE");
        assertThat(engines.get(0).get("IP").asText()).isEqualTo("10.0.0.9");
        assertThat(engines.get(0).get("StateText").asText()).isEqualTo("Disconnected");
        assertThat(engines.get(1).get("StateText").asText()).isEqualTo("Healthy");
    }

    @Test
    void showsAServerOnceThatItsGroupNamesTwice() {
        api.control.nodes.add(node("n1", "10.0.0.1", NodeState.HEALTHY, Availability.ACTIVE));
        api.control.groups.add(new Group(
                GroupId.of("g"),
                "g",
                true,
                false,
                List.of(
                        new Group.Server("N1", "10.0.0.1"),
                        new Group.Server("n1", ""),
                        new Group.Server("", "10.0.0.1")),
                "",
                ""));

        assertThat(data("/v1/groups/g/engines").get("Engines")).hasSize(1);
    }

    @Test
    void showsTheLabelsThatAnOperatorGave() {
        NodeView plain = node("n1", "10.0.0.1", NodeState.HEALTHY, Availability.ACTIVE);
        api.control.nodes.add(
                new NodeView(plain.node(), plain.state(), plain.status().withLabels(Map.of("rack", "r1")), ""));

        assertThat(data("/v1/groups/engines/n1")
                        .get("Engine")
                        .get("NodeLabels")
                        .get("rack")
                        .asText())
                .isEqualTo("r1");
    }

    @Test
    void showsEveryNodeOfTheGroupOfAllNodes() {
        api.control.groups.add(Group.everyNode());
        api.control.nodes.add(node("n1", "10.0.0.1", NodeState.HEALTHY, Availability.ACTIVE));
        api.control.nodes.add(node("n2", "10.0.0.2", NodeState.DOWN, Availability.ACTIVE));

        assertThat(data("/v1/groups/default/engines").get("Engines")).hasSize(2);
    }

    @Test
    void showsNoEnginesOfAnUnknownGroup() {
        assertThat(data("/v1/groups/nope/engines").get("Engines")).isEmpty();
    }

    @Test
    void showsAnUnknownAddressAsDisconnected() {
        JsonNode engine = data("/v1/groups/engines/10.9.9.9").get("Engine");

        assertThat(engine.get("IP").asText()).isEqualTo("10.9.9.9");
        assertThat(engine.get("Name").asText()).isEmpty();
        assertThat(engine.get("StateText").asText()).isEqualTo("Disconnected");
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING,Pending",
        "HEALTHY,Healthy",
        "SUSPECT,Unhealthy",
        "UNREACHABLE,Disconnected",
        "DOWN,Disconnected"
    })
    void namesTheStates(NodeState state, String word) {
        api.control.nodes.add(node("n1", "10.0.0.1", state, Availability.ACTIVE));

        assertThat(data("/v1/groups/engines/n1").get("Engine").get("StateText").asText())
                .isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE,Active", "PAUSED,Paused", "DRAINING,Draining"})
    void namesTheAvailability(Availability availability, String word) {
        api.control.nodes.add(node("n1", "10.0.0.1", NodeState.HEALTHY, availability));

        assertThat(data("/v1/groups/engines/n1")
                        .get("Engine")
                        .get("AvailabilityText")
                        .asText())
                .isEqualTo(word);
    }

    @Test
    void knowsNoSuchMeta() {
        HttpResponse<String> answer = api.call("GET", "/v1/groups/collections/nope", "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Capture.json(answer.body()).get("Contnet").asText()).isEqualTo("cluster metadata not found");
    }

    @Test
    void showsTheConstraintsOfAMeta() {
        Command.CreateMeta create = Requests.create(
                Fields.parse(Capture.load("create-full").requestBody().getBytes(UTF_8)));
        api.control.metas.add(new Meta(
                MetaId.of("m"),
                create.groupId(),
                1,
                1,
                create.instances(),
                create.spec(),
                create.placement(),
                create.hooks(),
                create.options(),
                Instant.EPOCH,
                Instant.EPOCH));

        JsonNode meta = data("/v1/groups/collections/m").get("Container");

        JsonNode asked = Capture.load("create-full").request().get("body");
        assertThat(meta.get("Placement")).isEqualTo(asked.get("Placement"));
        assertThat(meta.get("WebHooks")).isEqualTo(asked.get("WebHooks"));
        assertThat(meta.get("Instances")).isEqualTo(asked.get("Instances"));
        JsonNode config = asked.get("Config");
        for (Map.Entry<String, JsonNode> part : config.properties()) {
            JsonNode expected = part.getKey().equals("Links") ? NullNode.getInstance() : part.getValue();
            assertThat(meta.get("Config").get(part.getKey())).as(part.getKey()).isEqualTo(expected);
        }
    }

    private JsonNode data(String path) {
        HttpResponse<String> answer = api.call("GET", path, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Capture.json(answer.body()).get("Data");
    }

    private static NodeView node(String name, String address, NodeState state, Availability availability) {
        Node node = new Node(NodeId.of(name), name, address, "tcp://" + address, NodeFacts.UNKNOWN, "");
        return new NodeView(node, state, new NodeStatus(node.id(), name, availability, Map.of(), null), "");
    }
}
