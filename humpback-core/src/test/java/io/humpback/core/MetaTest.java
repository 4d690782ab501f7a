package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetaTest {
    private static final Instant LATER = Examples.NOW.plusSeconds(60);
    private static final Placement LINUX = new Placement(List.of(), List.of(), List.of(new Platform("linux", "")));
    private static final List<Hook> HOOKS = List.of(new Hook("http://h/", ""));
    private static final ContainerSpec HOSTED =
            Examples.meta().spec().toBuilder().networkMode("host").build();
    private static final MetaOptions OFF = new MetaOptions(false, false);

    static Stream<UnaryOperator<Meta>> changes() {
        return Stream.of(
                meta -> meta.withInstances(5, LATER),
                meta -> meta.withHooks(HOOKS, LATER),
                meta -> meta.withPlacement(LINUX, LATER),
                meta -> meta.withOptions(OFF, LATER));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void isOneVersionOnAfterAChangeWithTheSameConfiguration(UnaryOperator<Meta> change) {
        Meta meta = Examples.meta();
        Meta changed = change.apply(meta);

        assertThat(changed.version()).isEqualTo(meta.version() + 1);
        assertThat(changed.specVersion()).isEqualTo(meta.specVersion());
        assertThat(changed.updatedAt()).isEqualTo(LATER);
        assertThat(changed.createdAt()).isEqualTo(meta.createdAt());
        assertThat(changed.spec()).isEqualTo(meta.spec());
        assertThat(changed.id()).isEqualTo(meta.id());
        assertThat(changed.groupId()).isEqualTo(meta.groupId());
    }

    @Test
    void changesOnePartOnly() {
        Meta meta = Examples.meta()
                .withInstances(5, LATER)
                .withHooks(HOOKS, LATER)
                .withPlacement(LINUX, LATER)
                .withOptions(OFF, LATER);

        assertThat(meta.instances()).isEqualTo(5);
        assertThat(meta.hooks()).isEqualTo(HOOKS);
        assertThat(meta.placement()).isEqualTo(LINUX);
        assertThat(meta.options()).isEqualTo(OFF);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Meta.MAX_INSTANCES + 1, Integer.MIN_VALUE})
    void refusesANumberOfInstancesOutOfRange(int instances) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Examples.meta().withInstances(instances, LATER))
                .withMessage("instances: %d (expected: 0-10000)", instances);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Meta.MAX_INSTANCES})
    void takesNoneToTheMost(int instances) {
        assertThat(Examples.meta().withInstances(instances, LATER).instances()).isEqualTo(instances);
    }

    @Test
    void isNotChangedThroughItsHooks() {
        List<Hook> hooks = new ArrayList<>();
        Meta meta = Examples.meta().withHooks(hooks, LATER);

        hooks.add(new Hook("http://h/", ""));

        assertThat(meta.hooks()).isEmpty();
    }

    @Test
    void namesItsContainers() {
        assertThat(Examples.meta().containerName(3)).isEqualTo("CLUSTER-8f3c1d2e-web-3");
    }

    @Test
    void hasBothSwitchesOnUnlessAsked() {
        assertThat(MetaOptions.DEFAULT).isEqualTo(new MetaOptions(true, true));
    }

    @Test
    void refusesANegativeVersion() {
        Meta meta = Examples.meta();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Meta(
                        meta.id(),
                        meta.groupId(),
                        -1,
                        1,
                        1,
                        meta.spec(),
                        meta.placement(),
                        List.of(),
                        OFF,
                        LATER,
                        LATER))
                .withMessage("version: -1 (expected: >= 0)");
    }

    @Test
    void givesANumberToOneConfigurationOnly() {
        Map<Long, ContainerSpec> byNumber = new HashMap<>();
        Meta meta = Examples.meta();
        byNumber.put(meta.specVersion(), meta.spec());
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            ContainerSpec next = meta.spec().toBuilder().image("app:" + i).build();
            meta = switch (random.nextInt(3)) {
                case 0 -> meta.withSpec(next, LATER);
                case 1 -> meta.previousSpec() == null ? meta : meta.withSpecInstead(next, LATER);
                default -> meta.previousSpec() == null ? meta : meta.withPreviousSpec(LATER);
            };

            assertThat(byNumber.computeIfAbsent(meta.specVersion(), number -> next))
                    .isEqualTo(meta.spec());
            assertThat(meta.specOf(meta.specVersion())).isEqualTo(meta.spec());
            if (meta.previousSpec() != null) {
                assertThat(meta.specOf(meta.previousSpecVersion())).isEqualTo(byNumber.get(meta.previousSpecVersion()));
            }
        }
    }

    @Test
    void doesNotTakeAnUnknownNumberForOneOfItsConfigurations() {
        Meta meta = Examples.meta();
        Meta third = meta.withSpec(HOSTED, LATER).withSpec(meta.spec(), LATER);

        assertThat(third.knowsSpec(meta.specVersion())).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> third.specOf(meta.specVersion()));
    }

    @Test
    void goesBackToWhatItWasBefore() {
        Meta before = Examples.meta();
        Meta after = before.withInstances(9, LATER).withHooks(HOOKS, LATER).withSpec(HOSTED, LATER);

        Meta back = after.backTo(before, LATER);

        assertThat(back.spec()).isEqualTo(before.spec());
        assertThat(back.specVersion()).isEqualTo(before.specVersion());
        assertThat(back.instances()).isEqualTo(before.instances());
        assertThat(back.hooks()).isEqualTo(before.hooks());
        assertThat(back.version()).isEqualTo(after.version() + 1);
        assertThat(back.previousSpec()).isEqualTo(HOSTED);
    }
}
