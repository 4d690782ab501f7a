package io.humpback.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerSpecBuilder;
import io.humpback.core.LogConfig;
import io.humpback.core.PortMapping;
import io.humpback.core.Ulimit;
import io.humpback.core.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no host to be judged (A9). */
class AdmissionRulesTest {
    private static final AdmissionRules STANDARD = rules(AdmissionProfile.STANDARD);
    private static final AdmissionRules STRICT =
            new AdmissionRules(AdmissionProfile.STRICT, List.of("/srv/data"), List.of());

    private static AdmissionRules rules(AdmissionProfile profile) {
        return new AdmissionRules(profile, List.of(), List.of());
    }

    private static ContainerSpecBuilder spec() {
        return ContainerSpec.builder("web", "app:1");
    }

    private static ContainerSpecBuilder mounting(String source) {
        return spec().volumes(List.of(new VolumeMount("/data", source)));
    }

    private static List<String> refused(AdmissionRules rules, ContainerSpecBuilder spec) {
        return rules.violations(spec.build()).stream()
                .map(violation -> violation.field() + ":" + violation.rule())
                .toList();
    }

    static Stream<Arguments> standardRefusals() {
        return Stream.of(
                Arguments.of(mounting("/etc"), "Volumes[0].HostVolume:bind"),
                Arguments.of(mounting("/"), "Volumes[0].HostVolume:bind"),
                Arguments.of(mounting("/var"), "Volumes[0].HostVolume:bind"),
                Arguments.of(mounting("/VAR/LIB/DOCKER/x"), "Volumes[0].HostVolume:bind"),
                Arguments.of(mounting("/srv/../etc/shadow"), "Volumes[0].HostVolume:bind"),
                Arguments.of(mounting("/srv/docker.sock"), "Volumes[0].HostVolume:socket"),
                Arguments.of(mounting("/srv:/etc"), "Volumes[0].HostVolume:bind-syntax"),
                Arguments.of(mounting("/srv\0"), "Volumes[0].HostVolume:bind-syntax"),
                Arguments.of(mounting("../etc"), "Volumes[0].HostVolume:volume-name"),
                Arguments.of(
                        spec().volumes(List.of(new VolumeMount("/", "named"))),
                        "Volumes[0].ContainerVolume:bind-syntax"),
                Arguments.of(spec().networkMode("container:db"), "NetworkMode:network"),
                Arguments.of(spec().networkMode("Container:db"), "NetworkMode:network"),
                Arguments.of(spec().labels(Map.of("Humpback.cluster", "c")), "Labels:labels"),
                Arguments.of(
                        spec().logConfig(new LogConfig("syslog", Map.of("syslog-address", "unix:///dev/log"))),
                        "LogConfig.Config.syslog-address:log-option"),
                Arguments.of(spec().logConfig(new LogConfig("../x", Map.of())), "LogConfig.Type:log-driver"),
                Arguments.of(ContainerSpec.builder("web", "--privileged"), "Image:image"),
                Arguments.of(spec().memoryBytes(1), "Memory:memory"),
                Arguments.of(spec().env(List.of("=x")), "Env:environment"),
                Arguments.of(spec().ulimits(List.of(new Ulimit("none-such", 1, 1))), "Ulimits:ulimit"));
    }

    @ParameterizedTest(name = "{1} {index}")
    @MethodSource("standardRefusals")
    void a9_namesFieldAndRule(ContainerSpecBuilder spec, String fieldAndRule) {
        assertThat(refused(STANDARD, spec)).containsExactly(fieldAndRule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/data", "/home/app", "/var/log/app", "/etcetera", "named-volume", "etc"})
    void admitsWhatGivesNoPower(String source) {
        assertThat(refused(STANDARD, mounting(source).networkMode("host"))).isEmpty();
    }

    @Test
    void tellsEverythingThatIsWrong() {
        assertThat(refused(
                        STANDARD, mounting("/etc").networkMode("container:db").memoryBytes(1)))
                .containsExactly("Memory:memory", "NetworkMode:network", "Volumes[0].HostVolume:bind");
    }

    @Test
    void admitsUnderTheStrictProfileOnlyWhatIsAllowedByName() {
        assertThat(refused(STRICT, mounting("/srv/data/app"))).isEmpty();
        assertThat(refused(STRICT, mounting("/srv/other"))).containsExactly("Volumes[0].HostVolume:bind-strict");
        assertThat(refused(STRICT, spec().networkMode("HOST"))).containsExactly("NetworkMode:host-network");
        assertThat(refused(STRICT, spec().ports(List.of(new PortMapping(80, 80, "tcp", "")))))
                .containsExactly("Ports:privileged-port");
        assertThat(refused(STRICT, spec().logConfig(new LogConfig("splunk", Map.of()))))
                .containsExactly("LogConfig.Type:log-driver");
    }

    @Test
    void keepsToFormsWithTheProfileOff() {
        AdmissionRules off = rules(AdmissionProfile.OFF);

        assertThat(refused(off, mounting("/etc").networkMode("container:db"))).isEmpty();
        assertThat(refused(off, spec().memoryBytes(1))).containsExactly("Memory:memory");
    }

    @Test
    void letsTheOperatorAllowAndDenyByName() {
        AdmissionRules rules =
                new AdmissionRules(AdmissionProfile.STANDARD, List.of("/etc/localtime"), List.of("/srv/secret"));

        assertThat(refused(rules, mounting("/etc/localtime"))).isEmpty();
        assertThat(refused(rules, mounting("/etc/localtime/../passwd"))).containsExactly("Volumes[0].HostVolume:bind");
        assertThat(refused(rules, mounting("/srv/secret/x"))).containsExactly("Volumes[0].HostVolume:bind");
        assertThat(refused(rules, mounting("/srv"))).containsExactly("Volumes[0].HostVolume:bind");
    }
}
