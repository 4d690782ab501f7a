package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Availability;
import io.humpback.core.ContainerSpec;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.StopOnDisconnect;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R11 and S4: what asks for it never runs twice. The agents of the story stop what they are to stop, as late as may be. */
class StopOnDisconnectTest {
    private static final Duration TTL = LoopFixture.SETTINGS.nodeTtl();
    private static final Duration DELAY = LoopFixture.SETTINGS.migrateDelay();
    private static final Duration LEASH = Duration.ofSeconds(70);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String WEB_1 = "CLUSTER-default-web-1";

    private final LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
    private final List<String> announced = new ArrayList<>(List.of("n1", "n2", "n3"));
    private boolean reached = true;
    private boolean heartbeats = true;
    private Instant lastContact = fixture.clock.instant();
    private Duration lateness = StopOnDisconnect.MARGIN.minus(SECOND);
    private int most;

    private static ContainerSpec leashed(Duration time) {
        return LoopFixture.spec("web", "app:1").toBuilder()
                .stopOnDisconnect(time)
                .build();
    }

    private String host() {
        return fixture.engines.keySet().stream()
                .filter(name -> live(name) > 0)
                .findFirst()
                .orElse("");
    }

    private long live(String node) {
        return fixture.engines.get(node).containers().stream()
                .filter(container -> container.state().isLive())
                .count();
    }

    private void count() {
        most = Math.max(most, (int)
                fixture.engines.keySet().stream().mapToLong(this::live).sum());
    }

    /** The agent of {@code node} counts from the last second in which either way was open. */
    private void pass(String node, Duration leash, Duration time) {
        TestingEngine engine = fixture.engines.get(node);
        Instant end = fixture.clock.instant().plus(time);
        while (fixture.clock.instant().isBefore(end)) {
            Instant now = fixture.clock.instant();
            lastContact = reached || heartbeats ? now : lastContact;
            if (!now.isBefore(lastContact.plus(leash).plus(lateness))) {
                engine.containers().stream()
                        .filter(container -> container.state().isLive())
                        .map(ObservedContainer::name)
                        .forEach(name -> engine.stopByHand(name, 137));
            }
            fixture.pass(SECOND);
            count();
        }
    }

    private void cutCalls(String node) {
        reached = false;
        fixture.engines.get(node).die();
    }

    private void loseRecord(String node) {
        announced.remove(node);
        fixture.announce(announced.toArray(String[]::new));
    }

    @Test
    @DisplayName("S4: a host cut off altogether -> its instance has ended before another one is created")
    void s4_createsTheReplacementOnlyAfterTheAgentHasStopped() {
        fixture.run(LoopFixture.create(1, leashed(LEASH)));
        String cut = host();
        heartbeats = false;
        cutCalls(cut);

        pass(cut, LEASH, TTL);
        loseRecord(cut);
        pass(cut, LEASH, DELAY.plusSeconds(10));
        assertThat(fixture.allNames()).as("after the delay alone").hasSize(1);
        pass(cut, LEASH, Duration.ofMinutes(3));

        assertThat(most).isEqualTo(1);
        assertThat(host()).as("the replacement").isNotIn(cut, "");
    }

    @Test
    @DisplayName("S4: the record goes long before the center's own way does -> counted from the later one")
    void s4_countsFromTheLastWordOfAll() {
        fixture.run(LoopFixture.create(1, leashed(LEASH)));
        String cut = host();
        heartbeats = false;
        loseRecord(cut);
        pass(cut, LEASH, Duration.ofMinutes(2));
        assertThat(fixture.allNames()).as("it answers (N7)").hasSize(1);
        cutCalls(cut);

        pass(cut, LEASH, Duration.ofMinutes(4));

        assertThat(most).isEqualTo(1);
        assertThat(host()).isNotIn(cut, "");
    }

    @Test
    @DisplayName("S4: an engine that its own agent reports dead -> nobody can stop the instance, so none is created")
    void s4_createsNothingWhileAnAgentHasNoEngine() {
        fixture.run(LoopFixture.create(1, leashed(LEASH)));
        String dead = host();

        fixture.engines.get(dead).reportDead(true);
        pass(dead, LEASH, Duration.ofMinutes(5));

        assertThat(most).isEqualTo(1);
        assertThat(fixture.allNames()).hasSize(1);
        assertThat(fixture.shown(dead).status().downSince()).isNotNull();
    }

    @Test
    @DisplayName("S4: a leader that takes over counts its own silence in full, whatever the one before it has heard")
    void s4_countsAnewUnderAnotherLeader() {
        fixture.run(LoopFixture.create(1, leashed(LEASH)));
        String cut = host();
        cutCalls(cut);
        pass(cut, LEASH, TTL);
        loseRecord(cut);
        pass(cut, LEASH, LEASH.plus(StopOnDisconnect.MARGIN).minusSeconds(20));
        heartbeats = false; // the last word came to the old leader, which told nobody

        fixture.failOver();
        pass(cut, LEASH, Duration.ofMinutes(4));

        assertThat(most).isEqualTo(1);
        assertThat(host()).isNotIn(cut, "");
    }

    static List<Long> seeds() {
        return new Random(11).longs(40).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("S4: whatever is cut, when, and whoever leads -> never two, and one again in the end")
    void s4_neverTwo(long seed) {
        Random random = new Random(seed);
        Duration leash = Duration.ofSeconds(24 + random.nextInt(51));
        lateness = Duration.ofSeconds(random.nextInt((int) StopOnDisconnect.MARGIN.toSeconds()));
        fixture.run(LoopFixture.create(1, leashed(leash)));
        String cut = host();
        boolean recordFirst = random.nextBoolean();
        if (recordFirst) {
            heartbeats = false;
        } else {
            cutCalls(cut);
        }
        pass(cut, leash, Duration.ofSeconds(random.nextInt(40)));
        if (recordFirst) {
            loseRecord(cut);
            pass(cut, leash, Duration.ofSeconds(random.nextInt(60)));
            cutCalls(cut);
        } else {
            heartbeats = false;
            pass(cut, leash, TTL);
            loseRecord(cut);
        }
        for (int i = 0; i < 4; i++) {
            pass(cut, leash, Duration.ofSeconds(random.nextInt(60)));
            if (random.nextBoolean()) {
                fixture.failOver();
            }
        }
        pass(cut, leash, Duration.ofMinutes(4));

        assertThat(most).as("at a time, seed %d", seed).isEqualTo(1);
        assertThat(host()).as("seed %d", seed).isNotIn(cut, "");
    }

    @Test
    @DisplayName("N3: what does not ask for it moves after the delay, whatever its agent does")
    void movesTheOthersAfterTheDelay() {
        fixture.created(1, "app:1");
        String cut = host();
        heartbeats = false;
        cutCalls(cut);

        pass(cut, Duration.ofHours(1), TTL);
        loseRecord(cut);
        pass(cut, Duration.ofHours(1), DELAY.plusSeconds(5));

        assertThat(most).isEqualTo(2);
    }

    @Test
    @DisplayName("S4: a node is drained -> what must not run twice stays and says so, and moves once it is stopped")
    void s4_doesNotMoveItWhileItRuns() {
        MetaId meta = fixture.run(LoopFixture.create(1, leashed(LEASH))).meta().id();
        String drained = host();
        fixture.loop.set(new ClusterSetting.SetAvailability(drained, Availability.DRAINING));
        fixture.pass(Duration.ofMinutes(1));

        assertThat(host()).isEqualTo(drained);
        assertThat(fixture.pending).contains(WEB_1 + ": is to move, but must not run twice: stop it first");
        fixture.run(new Command.Operate(meta, io.humpback.core.Action.STOP));
        fixture.pass(Duration.ofMinutes(1));
        fixture.run(new Command.Operate(meta, io.humpback.core.Action.START));

        assertThat(host()).isNotIn(drained, "");
    }

    @Test
    void labelsWhatAsksForItAndNothingElse() {
        List<String> labels = new ArrayList<>();
        fixture.run(LoopFixture.create(1, leashed(LEASH)));
        fixture.run(LoopFixture.create(1, LoopFixture.spec("plain", "app:1")));
        fixture.engines.values().stream()
                .flatMap(engine -> engine.containers().stream())
                .map(ObservedContainer::ourLabels)
                .forEach(ours -> labels.add(ours.getOrDefault(StopOnDisconnect.LABEL, "none")));

        assertThat(labels).containsExactlyInAnyOrder("1m10s", "none");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 23, 75, 3600})
    void refusesATimeThatIsTooShortOrTooLong(int seconds) {
        ContainerSpec spec = leashed(Duration.ofSeconds(seconds));

        assertThatThrownBy(() -> fixture.submit(LoopFixture.create(1, spec)).join())
                .cause()
                .isInstanceOf(CommandRejectedException.class)
                .hasMessageContaining(
                        "(expected: at least 24s, three heartbeats, and less than 1m15s, which is the TTL of 30s and the"
                                + " migration delay of 45s)");
    }
}
