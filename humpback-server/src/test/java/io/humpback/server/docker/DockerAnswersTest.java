package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Info;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Platform;
import io.humpback.core.PortMapping;
import io.humpback.core.contract.Container;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerAnswersTest {
    private static final ObjectMapper API = new ObjectMapper();

    @Test
    void showsAContainerAsTheOriginalsAgentDid() throws IOException {
        JsonNode shown = shown(details("inspect-agent.json"));

        assertThat(shown).isEqualTo(json("api-agent.json"));
    }

    @Test
    void showsAContainerWithHostNetworkAsTheOriginalDid() throws IOException {
        ObjectNode shown = shown(details("inspect-host.json"));
        shown.remove("HostName");
        ObjectNode original = json("api-host.json");
        original.remove("IP");
        original.remove("HostName"); // the node's, which hides the container's in this answer

        assertThat(shown).isEqualTo(original);
    }

    @Test
    void showsAllPartsOfAConfigurationAsTheOriginalDid() throws IOException {
        ObjectNode shown = shown(details("inspect-full.json"));
        ObjectNode original = json("api-full.json");

        for (String part : new String[] {
            "Volumes",
            "Dns",
            "NetworkMode",
            "Extrahosts",
            "CPUShares",
            "Memory",
            "SHMSize",
            "Links",
            "Ulimits",
            "Labels",
            "LogConfig"
        }) {
            assertThat(shown.get(part)).as(part).isEqualTo(original.get(part));
        }
    }

    @Test
    void showsTheWishedPortsOfAContainerThatDoesNotRun() throws IOException {
        assertThat(details("inspect-full.json").spec().ports())
                .containsExactly(
                        new PortMapping(80, 33725, "tcp", "0.0.0.0"), new PortMapping(81, 18181, "tcp", "127.0.0.1"));
    }

    @Test
    void keepsTimesAsTheEngineWroteThem() throws IOException {
        ObservedContainer container = details("inspect-full.json");

        assertThat(container.state().status()).isEqualTo(Status.EXITED);
        assertThat(container.state().startedAt()).isEqualTo("2026-11-22T11:06:47.1183789Z");
        assertThat(container.state().finishedAt()).isEqualTo("2026-11-22T11:06:47.126370554Z");
    }

    @Test
    void readsOurLabelsAndDoesNotShowThem() throws IOException {
        ObjectNode answer = json("inspect-agent.json");
        ObjectNode labels = ((ObjectNode) answer.get("Config")).putObject("Labels");
        labels.put("humpback.cluster", "c1").put("humpback.group", "g1").put("humpback.meta", "m1");
        labels.put("humpback.index", "2").put("humpback.incarnation", "7").put("humpback.spec", "1");
        labels.put("humpback.epoch", "3").put("mine", "yes");

        ObservedContainer container = details(answer);

        InstanceIdentity identity = container.findIdentity().orElseThrow();
        assertThat(identity.index()).isEqualTo(2);
        assertThat(identity.incarnation()).isEqualTo(7);
        assertThat(container.spec().labels()).isEqualTo(Map.of("mine", "yes"));
    }

    @Test
    void keepsLinksHealthAndALogDriverThatDockerJavaDoesNotKnow() throws IOException {
        ObjectNode answer = json("inspect-agent.json");
        ObjectNode host = (ObjectNode) answer.get("HostConfig");
        host.putArray("Links").add("/db:/agentcap/database");
        host.putObject("LogConfig")
                .put("Type", "my/plugin:1")
                .putObject("Config")
                .put("a", "b");
        answer.put("RestartCount", 7);
        ((ObjectNode) answer.get("State")).putObject("Health").put("Status", "unhealthy");

        ObservedContainer container = details(answer);

        assertThat(container.spec().links()).containsExactly("db:database");
        assertThat(container.spec().logConfig().driver()).isEqualTo("my/plugin:1");
        assertThat(container.spec().logConfig().options()).isEqualTo(Map.of("a", "b"));
        assertThat(container.state().health()).isEqualTo("unhealthy");
        assertThat(container.state().restartCount()).isEqualTo(7);
    }

    @Test
    void takesAnAnswerWithoutItsPartsForBroken() throws IOException {
        ObjectNode answer = json("inspect-agent.json");
        answer.remove("State");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> details(answer));
    }

    @Test
    void takesAnUnknownStateForBrokenRatherThanForStopped() throws IOException {
        ObjectNode answer = json("inspect-agent.json");
        ((ObjectNode) answer.get("State")).put("Status", "hibernating");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> details(answer))
                .withMessageContaining("hibernating");
    }

    @Test
    void showsAForeignContainerAsTheListHasIt() throws IOException {
        String entry = """
                {"Id": "abc", "Names": ["/web"], "Image": "nginx", "State": "running", "Command": "nginx",
                 "Labels": {"k": "v"}, "Ports": [
                   {"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp", "IP": "0.0.0.0"},
                   {"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp", "IP": "::"},
                   {"PrivatePort": 443, "Type": "tcp"}]}""";

        ObservedContainer container = DockerAnswers.foreign(
                EngineClient.JSON.readValue(entry, com.github.dockerjava.api.model.Container.class));

        assertThat(container.name()).isEqualTo("web");
        assertThat(container.state().status()).isEqualTo(Status.RUNNING);
        assertThat(container.spec().image()).isEqualTo("nginx");
        assertThat(container.spec().labels()).isEqualTo(Map.of("k", "v"));
        assertThat(container.spec().ports()).containsExactly(new PortMapping(80, 8080, "tcp", "0.0.0.0"));
        assertThat(container.findIdentity()).isEmpty();
    }

    @Test
    void readsWhatAnEngineSaysOfItself() throws IOException {
        String info = """
                {"ID": "E1", "Name": "n1", "NCPU": 4, "MemTotal": 1024, "OSType": "linux", "Architecture": "x86_64",
                 "Driver": "overlay2", "KernelVersion": "6.1", "OperatingSystem": "Debian", "ServerVersion": "20.10",
                 "Labels": ["zone=z1", "flag", "a=b=c"]}""";

        NodeFacts facts = DockerAnswers.facts(EngineClient.JSON.readValue(info, Info.class));

        assertThat(facts)
                .isEqualTo(new NodeFacts(
                        "E1",
                        "n1",
                        4,
                        1024,
                        new Platform("linux", "x86_64"),
                        "overlay2",
                        "6.1",
                        "Debian",
                        "20.10",
                        Map.of("zone", "z1", "flag", "", "a", "b=c")));
    }

    private static ObservedContainer details(String resource) throws IOException {
        return details(json(resource));
    }

    private static ObservedContainer details(JsonNode answer) throws IOException {
        return DockerAnswers.details(EngineClient.JSON.readValue(answer.toString(), InspectContainerResponse.class));
    }

    private static ObjectNode shown(ObservedContainer container) throws IOException {
        return (ObjectNode) API.readTree(API.writeValueAsBytes(Container.of(container)));
    }

    private static ObjectNode json(String resource) throws IOException {
        try (InputStream in = DockerAnswersTest.class.getResourceAsStream(resource)) {
            return (ObjectNode) API.readTree(in);
        }
    }
}
