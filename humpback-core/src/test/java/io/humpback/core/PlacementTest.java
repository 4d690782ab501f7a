package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    @Test
    void isNotChangedThroughItsLists() {
        List<Constraint> constraints = new ArrayList<>();
        List<String> preferences = new ArrayList<>();
        List<Platform> platforms = new ArrayList<>();
        Placement placement = new Placement(constraints, preferences, platforms);

        constraints.add(Constraint.parse("node.id==a"));
        preferences.add("engine.labels.zone");
        platforms.add(new Platform("linux", ""));

        assertThat(placement).isEqualTo(Placement.ANYWHERE);
    }

    @Test
    void aMountNeedsAPlaceInTheContainer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VolumeMount("", "/srv"))
                .withMessage("containerPath: \"\" (expected: not blank)");
    }

    @Test
    void aKernelLimitNeedsAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ulimit(" ", 1, 1))
                .withMessage("name: \" \" (expected: not blank)");
    }

    @Test
    void aClusterNeedsAnId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClusterInfo("", 1, Examples.NOW))
                .withMessage("clusterId: \"\" (expected: not blank)");
    }

    @Test
    void aTombstoneIsNotChangedThroughItsContainersAndListsThemInOrder() {
        Set<String> ids = new HashSet<>(Examples.manyLabels().keySet());
        Tombstone tombstone = new Tombstone(MetaId.of("m1"), ids, Examples.NOW);

        ids.clear();

        assertThat(List.copyOf(tombstone.containerIds())).isSorted().hasSize(40);
    }
}
