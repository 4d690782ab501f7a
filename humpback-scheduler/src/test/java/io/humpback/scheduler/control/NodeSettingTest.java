package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Availability;
import io.humpback.core.GroupId;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.scheduler.control.ClusterSetting.PutGroup;
import io.humpback.scheduler.control.ClusterSetting.SetAvailability;
import io.humpback.scheduler.control.ClusterSetting.SetLabels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSettingTest {
    private static NodeStatus status(LoopFixture fixture, String node) {
        return fixture.store.load().documents().stream()
                .filter(NodeStatus.class::isInstance)
                .map(NodeStatus.class::cast)
                .filter(status -> status.node().equals(NodeId.of(node)))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n2", " N2 ", "10.0.0.2", "engine-n2"})
    void findsANode(String reference) {
        LoopFixture fixture = new LoopFixture("n1", "n2");

        GroupRemovalTest.set(fixture, new SetLabels(reference, Map.of("rack", "r1")));

        assertThat(status(fixture, "n2").labels()).containsExactly(Map.entry("rack", "r1"));
        assertThat(status(fixture, "n1").labels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n2", "N2", "10.0.0.2"})
    void findsANodeThatIsAway(String reference) {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        GroupId red = GroupId.of("red");
        GroupRemovalTest.set(
                fixture,
                new PutGroup(new io.humpback.core.Group(
                        red,
                        "red",
                        true,
                        false,
                        List.of(new io.humpback.core.Group.Server("N2", "10.0.0.2")),
                        "",
                        "")));
        fixture.directory.show(List.of(LoopFixture.node("n1")));
        fixture.pass(Duration.ofSeconds(60));

        GroupRemovalTest.set(fixture, new SetAvailability(reference, Availability.PAUSED));

        assertThat(status(fixture, "n2").availability()).isEqualTo(Availability.PAUSED);
    }

    @Test
    void replacesAllLabelsAndCommitsNothingForTheSameOnes() {
        LoopFixture fixture = new LoopFixture("n1");
        GroupRemovalTest.set(fixture, new SetLabels("n1", Map.of("rack", "r1", "disk", "ssd")));
        GroupRemovalTest.set(fixture, new SetLabels("n1", Map.of("rack", "r2")));
        int commits = fixture.store.commits().size();

        boolean changed = GroupRemovalTest.set(fixture, new SetLabels("n1", Map.of("rack", "r2")));

        assertThat(changed).isFalse();
        assertThat(status(fixture, "n1").labels()).containsExactly(Map.entry("rack", "r2"));
        assertThat(fixture.store.commits()).hasSize(commits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "", "10.0.0.99"})
    void refusesANodeThatWasNeverSeen(String reference) {
        LoopFixture fixture = new LoopFixture("n1");

        assertThatThrownBy(() -> GroupRemovalTest.set(fixture, new SetLabels(reference, Map.of())))
                .hasCauseInstanceOf(CommandRejectedException.class)
                .hasMessageContaining("node does not exist");
    }

    @Test
    void keepsAvailabilityWhenTheLabelsChangeAndUnderANewLeader() {
        LoopFixture fixture = new LoopFixture("n1");
        GroupRemovalTest.set(fixture, new SetAvailability("n1", Availability.PAUSED));
        GroupRemovalTest.set(fixture, new SetLabels("n1", Map.of("a", "b")));

        fixture.failOver();

        assertThat(fixture.loop.view().nodes().get(0).status())
                .isEqualTo(new NodeStatus(NodeId.of("n1"), "n1", Availability.PAUSED, Map.of("a", "b"), null)
                        .withSeen(new NodeStatus.Seen("10.0.0.1", "mem://n1", "engine-n1", 0)));
    }
}
