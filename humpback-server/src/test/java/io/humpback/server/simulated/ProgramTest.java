package io.humpback.server.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
    @Test
    void endsAfterItsSleepsWithItsCode() {
        Program program = Program.of(List.of("sh", "-c", "sleep 1; echo hi && sleep 2.5; exit 4; sleep 9"));

        assertThat(program).isEqualTo(new Program(Duration.ofMillis(3500), 4, "hi\n", false, null));
    }

    @Test
    void runsForEverUnlessItIsKnown() {
        assertThat(Program.of(List.of("nginx", "-g", "daemon off;")).lifetime()).isNull();
        assertThat(Program.of(List.of("/bin/sh", "-c", "echo hi; httpd -f")).lifetime())
                .isNull();
    }

    @Test
    void ignoresItsStopSignalWithoutATrap() {
        assertThat(Program.of(List.of("sleep", "100")).heedsTerm()).isFalse();
        assertThat(Program.of(List.of("sh", "-c", "trap 'exit 0' TERM; sleep 100 & wait"))
                        .heedsTerm())
                .isTrue();
    }

    @Test
    void doesNotExistBelowNowhere() {
        assertThat(Program.of(List.of("/no/such/binary")).missing()).isEqualTo("/no/such/binary");
    }
}
