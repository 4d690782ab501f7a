package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservedContainerTest {
    private static final InstanceIdentity IDENTITY =
            new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 1, 1, 1, 1);

    @Test
    void needsAnId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObservedContainer(
                        "", "x", ContainerState.of(ContainerState.Status.RUNNING), Examples.WEB, "", null))
                .withMessage("id: \"\" (expected: not blank)");
    }

    @Test
    void saysWhichInstanceItIsIfItIsOne() {
        ObservedContainer ours = new ObservedContainer(
                "1", "x", ContainerState.of(ContainerState.Status.RUNNING), Examples.WEB, "", IDENTITY);

        assertThat(ours.findIdentity()).contains(IDENTITY);
        assertThat(Examples.CONTAINER.findIdentity()).isEmpty();
    }

    @Test
    void keepsEverythingElseInAnotherState() {
        ContainerState exited = ContainerState.of(ContainerState.Status.EXITED);
        ObservedContainer changed = Examples.CONTAINER.withState(exited);

        assertThat(changed.state()).isEqualTo(exited);
        assertThat(changed.withState(Examples.CONTAINER.state())).isEqualTo(Examples.CONTAINER);
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED, false",
        "RUNNING, true",
        "PAUSED, true",
        "RESTARTING, true",
        "REMOVING, false",
        "EXITED, false",
        "DEAD, false"
    })
    void isLiveWhileItHasAProcess(ContainerState.Status status, boolean live) {
        assertThat(ContainerState.of(status).isLive()).isEqualTo(live);
    }

    @ParameterizedTest
    @CsvSource({"'', false", "0001-01-01T00:00:00Z, false", "2026-11-22T10:33:50.641760716Z, true"})
    void wasStartedIfItsEngineNamesATime(String startedAt, boolean expected) {
        ContainerState state =
                new ContainerState(ContainerState.Status.EXITED, false, 0, 0, "", "", startedAt, ContainerState.NEVER);

        assertThat(state.wasStarted()).isEqualTo(expected);
    }
}
