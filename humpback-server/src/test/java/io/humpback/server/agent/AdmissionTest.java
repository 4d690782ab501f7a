package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerSpecBuilder;
import io.humpback.core.PortMapping;
import io.humpback.core.VolumeMount;
import io.humpback.core.spi.ContainerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles and the host's policy file; what the standard profile refuses has a corpus of its own. */
class AdmissionTest {
    @TempDir
    private Path directory;

    @Test
    void sendsOnWhereALinkLeads() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real")).toRealPath();
        Files.createSymbolicLink(directory.resolve("link"), real);

        assertThat(admit(AdmissionPolicy.STANDARD, mounting(directory + "/link/sub"))
                        .volumes())
                .containsExactly(new VolumeMount("/data", real + "/sub"));
    }

    @Test
    void allowsWhatTheHostsOperatorAllows() {
        AdmissionPolicy policy = AdmissionPolicy.STANDARD.withAllowBinds(List.of("/etc/hostname"));

        assertThat(admit(policy, mounting("/etc/hostname")).volumes()).hasSize(1);
        assertRefused(policy, mounting("/etc/hostname/../passwd"), "bind");
        assertRefused(policy, mounting("/etc/hostname2"), "bind");
        assertRefused(policy, mounting("/etc"), "bind");
    }

    @Test
    void doesNotLetALinkLeadOutOfWhatIsAllowed() throws IOException {
        Files.createSymbolicLink(directory.resolve("out"), Path.of("/etc"));
        String allowed = directory.toRealPath().toString();

        try {
            assertRefused(
                    AdmissionPolicy.STANDARD.withAllowBinds(List.of(allowed)), mounting(allowed + "/out"), "bind");
        } finally {
            Files.delete(directory.resolve("out"));
        }
    }

    @Test
    void refusesWhatTheHostsOperatorRefuses() {
        AdmissionPolicy policy = AdmissionPolicy.STANDARD.withDenyBinds(List.of("/srv/secret"));

        assertRefused(policy, mounting("/srv/secret/x"), "bind");
        assertRefused(policy, mounting("/srv"), "bind");
        assertThat(admit(policy, mounting("/srv/other")).volumes()).hasSize(1);
    }

    @Test
    void knowsAFileByItsOtherNames() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "x");
        Files.createDirectory(directory.resolve("public"));
        Files.createLink(directory.resolve("public/alias"), secret);

        assertRefused(
                AdmissionPolicy.STANDARD.withDenyBinds(List.of(secret.toString())),
                mounting(directory + "/public/alias"),
                "bind");
    }

    @Test
    void admitsUnderTheStrictProfileOnlyWhatIsAllowedByName() {
        AdmissionPolicy strict =
                AdmissionPolicy.STANDARD.withProfile(AdmissionProfile.STRICT).withAllowBinds(List.of("/srv/data"));

        assertThat(admit(strict, mounting("/srv/data/app")).volumes()).hasSize(1);
        assertThat(admit(strict, mounting("named")).volumes()).hasSize(1);
        assertRefused(strict, mounting("/srv/other"), "bind-strict");
        assertRefused(strict, spec().networkMode("host"), "host-network");
        assertRefused(strict, spec().networkMode("HOST"), "host-network");
        assertRefused(strict, spec().ports(List.of(new PortMapping(80, 80, "tcp", ""))), "privileged-port");
        assertRefused(strict, spec().logConfig(new io.humpback.core.LogConfig("splunk", Map.of())), "log-driver");
    }

    @Test
    void admitsWithTheProfileOffWhateverATypedRequestCanSay() {
        AdmissionPolicy off = AdmissionPolicy.STANDARD.withProfile(AdmissionProfile.OFF);

        assertThat(admit(off, mounting("/etc").networkMode("container:db")).networkMode())
                .isEqualTo("container:db");
    }

    @Test
    void seesTheHostsLinksThroughItsRoot() throws IOException {
        Files.createDirectories(directory.resolve("host/srv"));
        Files.createSymbolicLink(directory.resolve("host/srv/link"), Path.of("/etc"));
        AdmissionPolicy policy = new AdmissionPolicy(
                AdmissionProfile.STANDARD,
                List.of(),
                List.of(),
                directory.resolve("host").toString());

        try {
            assertRefused(policy, mounting("/srv/link/passwd"), "bind");
        } finally {
            Files.delete(directory.resolve("host/srv/link"));
        }
    }

    @Test
    void readsThePolicyFile() throws IOException {
        Path file = directory.resolve("policy.yaml");
        Files.writeString(file, "profile: strict\nallow-binds: [/srv]\ndeny-binds:\n  - /srv/x\nhost-root: /host\n");

        assertThat(PolicyFile.read(file))
                .isEqualTo(new AdmissionPolicy(AdmissionProfile.STRICT, List.of("/srv"), List.of("/srv/x"), "/host"));
        assertThat(PolicyFile.read(directory.resolve("none"))).isEqualTo(AdmissionPolicy.STANDARD);
        assertThat(PolicyFile.parse("profile: off").profile()).isEqualTo(AdmissionProfile.OFF);
        assertThat(PolicyFile.parse("# nothing\n")).isEqualTo(AdmissionPolicy.STANDARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profile: lax",
                "Profile: strict",
                "profile: strict\nprofile: off",
                "allow-binds: srv",
                "allow-binds: [srv]",
                "allow-binds: [1]",
                "- strict",
                "{",
                "profile: true",
                "deny-binds: {a: b}"
            })
    void refusesAPolicyThatMakesNoSense(String yaml) throws IOException {
        Path file = directory.resolve("policy.yaml");
        Files.writeString(file, yaml);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyFile.read(file))
                .withMessageContaining(file.toString());
    }

    private static ContainerSpec admit(AdmissionPolicy policy, ContainerSpecBuilder spec) {
        return new Admission(policy, List.of())
                .admit(new ContainerRequest("name", spec.build(), Map.of()))
                .spec();
    }

    private static void assertRefused(AdmissionPolicy policy, ContainerSpecBuilder spec, String rule) {
        assertThatExceptionOfType(NotAdmittedException.class)
                .isThrownBy(() -> admit(policy, spec))
                .satisfies(e -> assertThat(e.violation().rule()).isEqualTo(rule));
    }

    private static ContainerSpecBuilder spec() {
        return ContainerSpec.builder("name", "i:1");
    }

    private static ContainerSpecBuilder mounting(String source) {
        return spec().volumes(List.of(new VolumeMount("/data", source)));
    }
}
