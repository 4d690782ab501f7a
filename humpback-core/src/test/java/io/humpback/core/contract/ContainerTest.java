package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Examples;
import io.humpback.core.HealthCheck;
import io.humpback.core.LogConfig;
import io.humpback.core.PortMapping;
import io.humpback.core.PullPolicy;
import io.humpback.core.RestartPolicy;
import io.humpback.core.Ulimit;
import io.humpback.core.VolumeMount;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerTest {
    private static final String CONFIG = "/request/body/Config";
    private static final ContainerSpec FULL = ContainerSpec.builder("full", "hb/noop:1")
            .networkMode("bridge")
            .hostName("myhost")
            .env(List.of("A=1", "B=two words"))
            .dns(List.of("127.0.0.1"))
            .extraHosts(List.of("db:127.0.0.5"))
            .ports(List.of(new PortMapping(80, 0, "tcp", "")))
            .volumes(List.of(new VolumeMount("/data", "/srv/vol")))
            .restartPolicy(new RestartPolicy("on-failure", 3))
            .cpuShares(512)
            .memoryBytes(64L << 20)
            .shmBytes(33554432)
            .labels(Map.of("k", "v"))
            .ulimits(List.of(new Ulimit("nofile", 100, 200)))
            .logConfig(new LogConfig("json-file", Map.of("max-size", "1m")))
            .build();

    private static ContainerSpec spec(String json) {
        return Captures.parse(Captures.LENIENT, json, Container.class).toSpec();
    }

    static List<JsonNode> containers() {
        return Captures.containers();
    }

    static List<JsonNode> configs() {
        return Captures.configs();
    }

    @ParameterizedTest
    @MethodSource({"containers", "configs"})
    void isWrittenAsItWasRead(JsonNode json) {
        assertThat(Captures.text(Captures.parse(json, Container.class))).isEqualTo(Captures.text(json));
    }

    @ParameterizedTest
    @MethodSource("containers")
    void ofAnObservedContainerIsTheOriginals(JsonNode json) {
        Container container = Captures.parse(json, Container.class);

        assertThat(Captures.text(Container.of(Observed.container(container)))).isEqualTo(Captures.text(json));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void ofAConfigurationIsTheOriginals(JsonNode json) {
        Container config = Captures.parse(json, Container.class);

        assertThat(Captures.text(Container.configOf(config.toSpec()))).isEqualTo(Captures.text(json));
    }

    @Test
    void saysEverythingThatCanBeAsked() {
        JsonNode asked = Captures.read("create-full.json", CONFIG);

        assertThat(Captures.parse(asked, Container.class).toSpec()).isEqualTo(FULL);
    }

    /** What was asked, under the same keys; what nobody asked for is there and empty, and an empty list is null. */
    @Test
    void showsEverythingThatWasAsked() {
        ObjectNode expected = Captures.read("create-full.json", CONFIG).deepCopy();
        expected.put("Id", "").put("CommandWithoutEntryPoint", "").putNull("Links");

        assertThat(Captures.parse(Captures.STRICT, Captures.text(Container.configOf(FULL)), JsonNode.class))
                .isEqualTo(expected);
    }

    /** The order of the original's keys, as one of its answers with every key shows it. */
    @Test
    void hasTheKeysInTheOriginalsOrder() {
        ObjectNode answered = Captures.read("create-full.json", "/response/body/Data/Containers/0")
                .deepCopy();
        answered.remove(List.of("IP", "HostName"));
        ObjectNode shown = Captures.STRICT.valueToTree(Container.configOf(FULL));
        shown.remove("HostName");

        answered.remove("Status");
        assertThat(shown.fieldNames()).toIterable().containsExactlyElementsOf(answered::fieldNames);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-full.json", "create-ok.json", "create-host.json", "create-partial-port-clash.json"})
    void ofAnAnswerToACreationIsReadAndWrittenTheSame(String file) {
        Captures.read(file, "/response/body/Data/Containers").forEach(item -> {
            ObjectNode container = item.deepCopy();
            container.remove(List.of("IP", "HostName"));

            assertThat(Captures.text(Captures.parse(container, Container.class)))
                    .isEqualTo(Captures.text(container));
        });
    }

    @Test
    void ofAnObservedContainerWithoutHostNameNamesNone() {
        JsonNode shown = Captures.STRICT.valueToTree(Container.of(Examples.CONTAINER));

        assertThat(shown.has("HostName")).isFalse();
        assertThat(shown.get("NetworkMode").textValue()).isEmpty();
    }

    @Test
    void isReadWithKeysInAnyCase() {
        String asked = Captures.text(Captures.read("create-full.json", CONFIG));
        String lower = asked.replaceAll("(?m)^( *\")([A-Za-z]+)(\" :)", "$1\0$2\0$3");
        StringBuilder keysLowered = new StringBuilder();
        String[] parts = lower.split("\0", -1);
        for (int i = 0; i < parts.length; i++) {
            keysLowered.append(i % 2 == 1 && !parts[i].equals("k") ? parts[i].toLowerCase(Locale.ROOT) : parts[i]);
        }

        assertThat(keysLowered.toString()).contains("\"restartretrycount\"").doesNotContain("\"RestartRetryCount\"");
        assertThat(spec(keysLowered.toString())).isEqualTo(FULL);
    }

    @Test
    void meansTheSameWithNullWithAnEmptyListAndWithout() {
        String none = "{\"Name\":\"a\",\"Image\":\"b\"}";
        String nulls = "{\"Name\":\"a\",\"Image\":\"b\",\"Command\":null,\"Ports\":null,\"Volumes\":null,\"Dns\":null,"
                + "\"Env\":null,\"HostName\":null,\"NetworkMode\":null,\"RestartPolicy\":null,\"Extrahosts\":null,"
                + "\"Links\":null,\"Ulimits\":null,\"Labels\":null,\"LogConfig\":null,\"Memory\":null,"
                + "\"CapDrop\":null,\"HealthCheck\":null,\"PullPolicy\":null,\"Init\":null,\"PidsLimit\":null}";
        String empty = "{\"Name\":\"a\",\"Image\":\"b\",\"Command\":\"\",\"Ports\":[],\"Volumes\":[],\"Dns\":[],"
                + "\"Env\":[],\"HostName\":\"\",\"NetworkMode\":\"\",\"RestartPolicy\":\"\",\"Extrahosts\":[],"
                + "\"Links\":[],\"Ulimits\":[],\"Labels\":{},\"LogConfig\":{\"Type\":\"\",\"Config\":{}},\"Memory\":0,"
                + "\"CapDrop\":[],\"HealthCheck\":{},\"PullPolicy\":\"\",\"Init\":false,\"PidsLimit\":0}";

        assertThat(spec(nulls)).isEqualTo(spec(none));
        assertThat(spec(empty)).isEqualTo(spec(none));
    }

    private static final String OURS = "{'Name':'a','Image':'b','CPUMillis':250,'PidsLimit':99,'Init':true,"
            + "'CapDrop':['NET_RAW'],'HealthCheck':{'Test':['CMD-SHELL','true'],'Interval':'1m30s','Timeout':'2s',"
            + "'StartPeriod':'500ms','Retries':4},'PullPolicy':'always'}";

    @Test
    void asksForWhatTheOriginalDidNotHave() {
        assertThat(spec(OURS.replace('\'', '"')))
                .isEqualTo(ContainerSpec.builder("a", "b")
                        .cpuMillis(250)
                        .pidsLimit(99)
                        .init(true)
                        .capDrop(List.of("NET_RAW"))
                        .healthCheck(new HealthCheck(
                                List.of("CMD-SHELL", "true"),
                                Duration.ofSeconds(90),
                                Duration.ofSeconds(2),
                                Duration.ofMillis(500),
                                4))
                        .pullPolicy(PullPolicy.ALWAYS)
                        .build());
    }

    @Test
    void showsWhatTheOriginalDidNotHaveBehindItsKeys() {
        ContainerSpec spec = spec(OURS.replace('\'', '"'));

        JsonNode shown = Captures.parse(Captures.STRICT, Captures.text(Container.configOf(spec)), JsonNode.class);

        JsonNode asked = Captures.parse(Captures.STRICT, OURS.replace('\'', '"'), JsonNode.class);
        for (String key : List.of("CPUMillis", "PidsLimit", "Init", "CapDrop", "HealthCheck", "PullPolicy")) {
            assertThat(shown.get(key)).as(key).isEqualTo(asked.get(key));
        }
        assertThat(shown.fieldNames())
                .toIterable()
                .endsWith("LogConfig", "CPUMillis", "PidsLimit", "Init", "CapDrop", "HealthCheck", "PullPolicy");
    }

    @Test
    void showsTheDigestOfAContainersImageWhereItIsKnown() {
        assertThat(Container.of(Examples.CONTAINER.withImageDigest("sha256:12")).imageDigest())
                .isEqualTo("sha256:12");
        assertThat(Captures.STRICT.valueToTree(Container.of(Examples.CONTAINER)).has("ImageDigest"))
                .isFalse();
    }

    @Test
    void asksForTcpAndAnyPortWhereNothingElseIsSaid() {
        assertThat(spec("{\"Name\":\"a\",\"Image\":\"b\",\"Ports\":[{\"PrivatePort\":80}]}")
                        .ports())
                .containsExactly(new PortMapping(80, 0, "tcp", ""));
    }

    @Test
    void isTheConfigurationAnAgentWasAskedFor() {
        JsonNode asked = Captures.read("agent-create-ok.json", "/request/body");

        assertThat(Captures.parse(asked, Container.class).toSpec())
                .isEqualTo(ContainerSpec.builder("agentcap", "hb/noop:1")
                        .networkMode("bridge")
                        .memoryBytes(32L << 20)
                        .cpuShares(512)
                        .ports(List.of(new PortMapping(80, 0, "tcp", "")))
                        .build());
    }

    @Test
    void countsMemoryInMegabytes() {
        ContainerSpec spec =
                ContainerSpec.builder("a", "b").memoryBytes(2_097_151).build();

        assertThat(Container.configOf(spec).memory()).isEqualTo(1);
        assertThat(spec("{\"Name\":\"a\",\"Image\":\"b\",\"Memory\":8796093022207}")
                        .memoryBytes())
                .isEqualTo(8796093022207L << 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'Image':'b'} | name: \"\" (expected: not blank)",
                "{'Name':' ','Image':'b'} | name: \"\" (expected: not blank)",
                "{'Name':'a'} | image: \"\" (expected: not blank)",
                "{'Name':'a','Image':'b','Memory':-1} | Memory: -1 (expected: 0-8796093022207)",
                "{'Name':'a','Image':'b','Memory':8796093022208} | Memory: 8796093022208 (expected: 0-8796093022207)",
                "{'Name':'a','Image':'b','CPUShares':-1} | cpuShares: -1 (expected: >= 0)",
                "{'Name':'a','Image':'b','SHMSize':-1} | shmBytes: -1 (expected: >= 0)",
                "{'Name':'a','Image':'b','RestartPolicy':'x'} | restartPolicy: x (expected: no, always, on-failure or"
                        + " unless-stopped)",
                "{'Name':'a','Image':'b','Ports':[{}]} | containerPort: 0 (expected: 1-65535)",
                "{'Name':'a','Image':'b','Volumes':[{}]} | containerPath: \"\" (expected: not blank)",
                "{'Name':'a','Image':'b','Ulimits':[{}]} | name: \"\" (expected: not blank)",
                "{'Name':'a','Image':'b','Env':['A=1',null]} | Env: null at 1 (expected: a value)",
                "{'Name':'a','Image':'b','Ports':[null]} | Ports: null at 0 (expected: a value)",
                "{'Name':'a','Image':'b','Volumes':[null]} | Volumes: null at 0 (expected: a value)",
                "{'Name':'a','Image':'b','Ulimits':[null]} | Ulimits: null at 0 (expected: a value)",
                "{'Name':'a','Image':'b','Labels':{'k':null}} | Labels: null under \"k\" (expected: a value)",
                "{'Name':'a','Image':'b','PidsLimit':-1} | pidsLimit: -1 (expected: 0, or 1-4194304)",
                "{'Name':'a','Image':'b','CapDrop':[null]} | CapDrop: null at 0 (expected: a value)",
                "{'Name':'a','Image':'b','HealthCheck':{'Retries':-1}} | healthCheck.retries: -1 (expected: 0-1000)",
                "{'Name':'a','Image':'b','HealthCheck':{'Interval':'5'}} | duration: \"5\" (expected: a duration such"
                        + " as 45s or 2m30s)",
                "{'Name':'a','Image':'b','PullPolicy':'x'} | pullPolicy: \"x\" (expected: always, missing or never)",
                "{'Name':'a','Image':'b','LogConfig':{'Config':{'k':null}}} | LogConfig: null under \"k\" (expected: a"
                        + " value)"
            })
    void refusesWhatMakesNoSenseAndNamesThePart(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec(json.replace('\'', '"')))
                .withMessage(message);
    }
}
