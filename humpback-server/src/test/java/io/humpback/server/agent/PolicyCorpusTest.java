package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.security.MountRules;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A9: everything by which a request might get power over the host, sent over HTTP to both APIs. Whatever the answer, the
 * engine must not have got it. A case is a text: what is asked, and with which JSON.
 */
class PolicyCorpusTest {
    private static final String NAME = "corpus";

    @TempDir
    private static Path directory;

    private static TestingAgent agent;
    private static Path links;

    @BeforeAll
    static void start() throws IOException {
        links = Files.createDirectory(directory.resolve("links"));
        Files.createDirectory(links.resolve("harmless"));
        for (Map.Entry<String, String> link : Map.of(
                        "to-etc", "/etc",
                        "to-root", "/",
                        "to-shadow", "/etc/shadow",
                        "dangling", "/etc/does-not-exist-yet",
                        "chain", "to-etc",
                        "relative", "../../../../../../../../../../etc",
                        "to-socket", "/var/run/docker.sock",
                        "circle", "circle")
                .entrySet()) {
            Files.createSymbolicLink(links.resolve(link.getKey()), Path.of(link.getValue()));
        }
        Path data = Files.createDirectory(directory.resolve("data"));
        agent = TestingAgent.start(data);
    }

    @AfterAll
    static void stop() throws IOException {
        agent.close();
        try (Stream<Path> all = Files.list(links)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    @AfterEach
    void removeAll() {
        agent.engine.containers().forEach(agent.engine::removeContainer);
    }

    /** Sources of mounts that no container may have. */
    static Stream<String> forbiddenSources() {
        List<String> sources = new ArrayList<>();
        for (String path : MountRules.PROTECTED) {
            String plain = path.equals("/") ? "" : path;
            sources.addAll(List.of(
                    path,
                    plain + "/",
                    plain + "//",
                    plain + "/.",
                    "/" + path,
                    "//" + path,
                    "/./" + path,
                    "/srv/.." + path,
                    path + "/..".repeat(9) + path,
                    plain + "/x/..",
                    plain + "/./",
                    "/srv/../../.." + path,
                    "/proc/self/root" + path,
                    "/proc/1/root" + path,
                    "/proc/self/cwd/../../../.." + path,
                    path.toUpperCase(java.util.Locale.ROOT)));
            if (!plain.isEmpty()) {
                sources.addAll(List.of(
                        path + "/below",
                        path + "/below/deeper",
                        path.replaceFirst("/", "//").replace("/r", "//r"),
                        path + "/..".repeat(9) + path + "/passwd",
                        path + "\0",
                        path + "\n",
                        path + ":ro",
                        path + ":/mnt:ro"));
            }
        }
        sources.addAll(List.of(
                "/var",
                "/var/",
                "/var/lib",
                "/var/lib/",
                "/var/lib/docker/volumes",
                "/var/lib/docker/../docker",
                "/srv/docker.sock",
                "/home/user/.docker/run/docker.sock",
                "/srv/containerd.sock",
                "/srv/podman.sock",
                "/srv/my-docker-socket.sock",
                "/opt/crio/crio.sock",
                "/srv/DOCKER.SOCK",
                "/srv/a:/etc",
                "/srv/a,source=/etc",
                "/srv/a:/mnt:rshared",
                "etc",
                "../etc",
                "./etc",
                "~",
                "~/.ssh",
                "~root",
                "..",
                ".",
                "",
                " ",
                " /etc",
                "/etc ",
                "/etc\t",
                "\\etc",
                "C:\\",
                "file:///etc",
                "%2Fetc",
                "$HOME",
                "vol/../../etc",
                "vol:/etc",
                "vol,volume-driver=local,volume-opt=device=/",
                "type=bind,src=/etc",
                "a",
                "-v",
                "\uFF0Fetc",
                "volume\0"));
        sources.remove("etc"); // a volume may have this name: it is no path
        sources.remove("a");
        return sources.stream();
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("forbiddenSources")
    void a9_mountsNothingOfTheHostByTheContract(String source) {
        ObjectNode config = config();
        config.putArray("Volumes").addObject().put("ContainerVolume", "/mnt").put("HostVolume", source);

        refused(contract(config.toString()));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("forbiddenSources")
    void a9_mountsNothingOfTheHostByTheProtocol(String source) {
        ObjectNode request = request();
        ((ObjectNode) request.get("spec"))
                .putArray("volumes")
                .addObject()
                .put("containerPath", "/mnt")
                .put("hostPath", source);

        refused(protocol(request.toString()));
    }

    static Stream<String> linkedSources() {
        return Stream.of(
                "to-etc",
                "to-etc/",
                "to-etc/passwd",
                "to-root",
                "to-root/etc",
                "to-root/srv/../etc",
                "to-shadow",
                "dangling",
                "dangling/deeper",
                "chain",
                "chain/ssh",
                "relative",
                "to-socket",
                "circle",
                "harmless/../to-etc",
                "./to-etc/../to-etc",
                "to-etc/../etc");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("linkedSources")
    void a9_followsLinks(String source) {
        ObjectNode config = config();
        config.putArray("Volumes").addObject().put("ContainerVolume", "/mnt").put("HostVolume", links + "/" + source);

        refused(contract(config.toString()));
    }

    @Test
    void a9_mountsNothingOfTheAgentsOwn() {
        for (String source : List.of("data", "data/fence.json", "data/../data", "")) {
            ObjectNode config = config();
            config.putArray("Volumes")
                    .addObject()
                    .put("ContainerVolume", "/mnt")
                    .put("HostVolume", directory + "/" + source);

            refused(contract(config.toString()));
        }
    }

    /** Fields of Docker's own that a request might smuggle, as {@code field: value}. */
    static Stream<String> forbiddenFields() {
        List<String> fields = new ArrayList<>();
        Map<String, String> values = Map.ofEntries(
                Map.entry("Privileged", "true"),
                Map.entry("PidMode", "\"host\""),
                Map.entry("IpcMode", "\"host\""),
                Map.entry("UTSMode", "\"host\""),
                Map.entry("UsernsMode", "\"host\""),
                Map.entry("CgroupnsMode", "\"host\""),
                Map.entry("CgroupParent", "\"/\""),
                Map.entry("Devices", "[{\"PathOnHost\":\"/dev/sda\"}]"),
                Map.entry("DeviceRequests", "[{\"Count\":-1}]"),
                Map.entry("DeviceCgroupRules", "[\"a *:* rwm\"]"),
                Map.entry("CapAdd", "[\"SYS_ADMIN\"]"),
                Map.entry("Mounts", "[{\"Type\":\"bind\",\"Source\":\"/\",\"Target\":\"/mnt\"}]"),
                Map.entry("Binds", "[\"/:/mnt\"]"),
                Map.entry("VolumesFrom", "[\"db\"]"),
                Map.entry("VolumeDriver", "\"local\""),
                Map.entry("DriverOpts", "{\"type\":\"none\",\"device\":\"/\",\"o\":\"bind\"}"),
                Map.entry("DriverConfig", "{\"Options\":{\"device\":\"/\"}}"),
                Map.entry("SecurityOpt", "[\"seccomp=unconfined\"]"),
                Map.entry("Sysctls", "{\"kernel.core_pattern\":\"|/x\"}"),
                Map.entry("Runtime", "\"evil\""),
                Map.entry("GroupAdd", "[\"docker\"]"),
                Map.entry("OomKillDisable", "true"));
        new java.util.TreeMap<>(values).forEach((name, value) -> {
            String lower = name.toLowerCase(java.util.Locale.ROOT);
            for (String key : List.of(
                    name,
                    lower,
                    name.toUpperCase(java.util.Locale.ROOT),
                    Character.toLowerCase(name.charAt(0)) + name.substring(1),
                    lower.charAt(0) + "_" + lower.substring(1),
                    lower.replace('s', '\u017F'))) {
                fields.add(key + ": " + value);
            }
            fields.add("HostConfig: {\"" + name + "\":" + value + "}");
            fields.add("hostconfig: {\"" + lower + "\":" + value + "}");
        });
        return fields.stream().distinct();
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("forbiddenFields")
    void a9_grantsNoPowerByAField(String field) {
        String key = field.substring(0, field.indexOf(": "));
        JsonNode value = tree(field.substring(field.indexOf(": ") + 2));
        ObjectNode config = config();
        config.set(key, value);
        ObjectNode request = request();
        request.set(key, value);
        ObjectNode nested = request();
        ((ObjectNode) nested.get("spec")).set(key, value);

        refused(contract(config.toString()));
        refused(protocol(request.toString()));
        refused(protocol(nested.toString()));
    }

    static Stream<String> forbiddenNetworks() {
        return Stream.of(
                "container:db",
                "Container:db",
                "CONTAINER:db",
                "container:",
                " container:db",
                "container:0123456789ab",
                "service:db",
                "ns:/proc/1/ns/net",
                "host:x",
                "host/",
                "/proc/1/ns/net",
                "host\n",
                "host host",
                "a b",
                "-host",
                "\u200Bhost");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("forbiddenNetworks")
    void a9_joinsNoForeignNetwork(String mode) {
        ObjectNode request = request();
        ((ObjectNode) request.get("spec")).put("networkMode", mode);
        refused(protocol(request.toString()));

        ObjectNode config = config().put("NetworkMode", mode);
        if (!mode.trim().equals("host")) { // the contract takes spaces away
            refused(contract(config.toString()));
        }
    }

    /** Bodies that two readers might read in two ways. */
    static Stream<String> ambiguousBodies() {
        String good = "\"Name\":\"corpus\",\"Image\":\"hb/noop:1\"";
        String bad = "[{\"ContainerVolume\":\"/mnt\",\"HostVolume\":\"/etc\"}]";
        return Stream.of(
                "{" + good + ",\"Volumes\":[],\"Volumes\":" + bad + "}",
                "{" + good + ",\"Volumes\":" + bad + ",\"Volumes\":[]}",
                "{" + good + ",\"Volumes\":[],\"volumes\":" + bad + "}",
                "{" + good + ",\"VOLUMES\":" + bad + ",\"Volumes\":[]}",
                "{" + good + ",\"vOLUMES\":" + bad + "}",
                "{" + good + ",\"Volume\\u0073\":" + bad + "}",
                "{" + good
                        + ",\"Volumes\":[{\"ContainerVolume\":\"/mnt\",\"HostVolume\":\"/srv\",\"hostvolume\":\"/etc\"}]}",
                "{" + good + ",\"Volumes\":[{\"ContainerVolume\":\"/mnt\",\"HostVolume\":\"\\u002fetc\"}]}",
                "{" + good + ",\"Image\":\"hb/noop:2\"}",
                "{" + good + "}{\"Volumes\":" + bad + "}",
                "{" + good + ",\"Volumes\":\"/etc:/mnt\"}",
                "{" + good + ",\"Volumes\":{\"/etc\":\"/mnt\"}}",
                "{" + good + ",\"Volumes\":[null]}",
                "{" + good + ",\"Memory\":\"64\"}",
                "{" + good + ",\"Memory\":1}",
                "{" + good + ",\"Memory\":-1}",
                "{" + good + ",\"Memory\":9223372036854775807}",
                "{" + good + ",\"CPUShares\":1e3}",
                "{" + good + ",\"CPUShares\":-5}",
                "{" + good + ",\"Ulimits\":[{\"Name\":\"none-such\",\"Soft\":1,\"Hard\":1}]}",
                "{" + good + ",\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":2,\"Hard\":1}]}",
                "{" + good + ",\"Ports\":[{\"PrivatePort\":70000,\"PublicPort\":1,\"Type\":\"tcp\"}]}",
                "{" + good + ",\"Ports\":[{\"PrivatePort\":1,\"PublicPort\":1,\"Type\":\"icmp\"}]}",
                "{" + good + ",\"RestartPolicy\":\"sometimes\"}",
                "{" + good + ",\"Env\":[\"A=\\u0000\"]}",
                "{" + good + ",\"Labels\":{\"humpback.cluster\":\"c1\"}}",
                "{" + good + ",\"Labels\":{\"Humpback.Cluster\":\"c1\"}}",
                "{" + good + ",\"Labels\":{\" humpback.meta\":\"c1\"}}",
                "{" + good
                        + ",\"LogConfig\":{\"Type\":\"syslog\",\"Config\":{\"syslog-address\":\"unix:///dev/log\"}}}",
                "{" + good
                        + ",\"LogConfig\":{\"Type\":\"syslog\",\"Config\":{\"syslog-address\":\"UNIXGRAM:///dev/log\"}}}",
                "{" + good
                        + ",\"LogConfig\":{\"Type\":\"syslog\",\"Config\":{\"syslog-tls-ca-cert\":\"/etc/shadow\"}}}",
                "{" + good + ",\"LogConfig\":{\"Type\":\"../../x\",\"Config\":{}}}",
                "{\"Name\":\"../corpus\",\"Image\":\"hb/noop:1\"}",
                "{\"Name\":\"corpus?x=1\",\"Image\":\"hb/noop:1\"}",
                "{\"Name\":\"corpus\",\"Image\":\"--privileged\"}",
                "{\"Name\":\"corpus\",\"Image\":\"hb/noop:1\\n\"" + ",\"Privileged\":true}",
                "{\"Name\":\"corpus\",\"Image\":\"hb/../noop:1 x\"}",
                "[" + "{" + good + "}]",
                "\"corpus\"",
                "1",
                "{" + good + ",\"a\":" + "[".repeat(200) + "]".repeat(200) + "}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("ambiguousBodies")
    void a9_readsNothingIntoABody(String body) {
        refused(contract(body));
    }

    static Stream<String> forbiddenTargets() {
        return Stream.of(
                "",
                " ",
                "/",
                "//",
                "/.",
                "/a/..",
                "mnt",
                "../mnt",
                "/mnt:ro",
                "/mnt:rshared",
                "/mnt,z",
                "/m\0",
                "/m\n");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("forbiddenTargets")
    void a9_mountsOnlyAtPlainPlaces(String target) {
        ObjectNode config = config();
        config.putArray("Volumes").addObject().put("ContainerVolume", target).put("HostVolume", "/srv");

        refused(contract(config.toString()));
    }

    /** What honest requests have in them. */
    static Stream<String> admittedConfigs() {
        return Stream.of(
                "{}",
                "{\"NetworkMode\":\"host\"}",
                "{\"NetworkMode\":\"bridge\"}",
                "{\"NetworkMode\":\"none\"}",
                "{\"NetworkMode\":\" host \"}",
                "{\"Volumes\":[{\"ContainerVolume\":\"/data\",\"HostVolume\":\"/srv/vol\"}]}",
                "{\"Volumes\":[{\"ContainerVolume\":\"/data\",\"HostVolume\":\"/data/app/\"}]}",
                "{\"Volumes\":[{\"ContainerVolume\":\"/data\",\"HostVolume\":\"named-volume\"}]}",
                "{\"Volumes\":[{\"ContainerVolume\":\"/etc/app\",\"HostVolume\":\"/srv/etc\"}]}",
                "{\"Volumes\":[{\"ContainerVolume\":\"/d\",\"HostVolume\":\"/etcetera\"}]}",
                "{\"Volumes\":[{\"ContainerVolume\":\"/d\",\"HostVolume\":\"/var/log/app\"}]}",
                "{\"Volumes\":null,\"Privileged\":false,\"PidMode\":\"\",\"CapAdd\":null,\"Devices\":[]}",
                "{\"Labels\":{\"privileged\":\"true\",\"Mounts\":\"x\",\"a\":\"1\",\"A\":\"2\"}}",
                "{\"Env\":[\"PRIVILEGED=true\",\"MOUNTS=/etc\"]}",
                "{\"memory\":64,\"cpushares\":512}",
                "{\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":1024,\"Hard\":2048}]}",
                "{\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"max-size\":\"10m\",\"devices\":\"x\"}}}",
                "{\"Unknown\":{\"a\":[1,2]}}",
                "{\"RestartPolicy\":\"on-failure\",\"RestartRetryCount\":3}");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("admittedConfigs")
    void admitsWhatHonestRequestsAskFor(String extra) {
        ObjectNode config = config();
        tree(extra).properties().forEach(field -> config.set(field.getKey(), field.getValue()));

        Answer answer = contract(config.toString());

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void namesFieldAndRule() {
        ObjectNode config = config();
        config.putArray("Volumes").addObject().put("ContainerVolume", "/mnt").put("HostVolume", "/etc");

        Answer answer = contract(config.toString());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("Detail").asText())
                .startsWith("Volumes[0].HostVolume refused by rule bind: /etc, is, holds or lies below /etc");
    }

    @Test
    void isLargeEnough() {
        long cases = 2 * forbiddenSources().count()
                + linkedSources().count()
                + 3 * forbiddenFields().count()
                + 2 * forbiddenNetworks().count()
                + ambiguousBodies().count()
                + forbiddenTargets().count();

        assertThat(cases).isGreaterThan(300);
    }

    private static ObjectNode config() {
        return TestingAgent.JSON
                .createObjectNode()
                .put("Name", NAME)
                .put("Image", TestImages.NOOP)
                .put("NetworkMode", "host");
    }

    private static ObjectNode request() {
        return (ObjectNode) tree(AgentWire.encode(TestingAgent.ours(NAME)));
    }

    private static Answer contract(String body) {
        return agent.plain("POST", "/v1/containers", body);
    }

    private static Answer protocol(String body) {
        return agent.change("POST", "/containers", body);
    }

    /** Nothing may have reached the engine, and the caller is told that it was refused, not that something broke. */
    private static void refused(Answer answer) {
        assertThat(agent.engine.containers()).as(answer.body()).isEmpty();
        assertThat(answer.status()).as(answer.body()).isIn(400, 403);
    }

    private static JsonNode tree(String json) {
        try {
            return TestingAgent.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
