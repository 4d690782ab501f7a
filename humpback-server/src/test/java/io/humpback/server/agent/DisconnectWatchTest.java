package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Fence;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.StopOnDisconnect;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.scheduler.testing.TestingEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R11 in the agent, on a time that passes as the test says. */
class DisconnectWatchTest {
    private static final Duration LEASH = Duration.ofSeconds(30);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private final TestingEngine engine = new TestingEngine("n1");
    private final Set<String> stubborn = new HashSet<>();
    private final Map<String, Instant> asked = new HashMap<>();
    private TestingUptime uptime;
    private LastContact contact;
    private DisconnectWatch watch;
    private Duration pause = Duration.ZERO;

    @BeforeEach
    void start() {
        uptime = new TestingUptime(directory.resolve("proc"));
        startAgent();
    }

    /** A start of the agent: what it remembers is in its file. */
    private void startAgent() {
        contact = new LastContact(uptime.clock(), directory.resolve("contact"));
        watch = new DisconnectWatch(hand(), contact, () -> Optional.of(new Fence("c1", 1)), Runnable::run);
    }

    /** Lists and stops as a real one does, where a container may do nothing when it is asked to end. */
    private LastWord hand() {
        return new LastWord() {
            @Override
            public List<Leashed> leashed(Duration deadline) {
                return engine.list(deadline).stream()
                        .filter(container -> container.state().isLive())
                        .map(DisconnectWatchTest::leash)
                        .toList();
            }

            @Override
            public void askToEnd(String id, Duration deadline) {
                String name = engine.inspect(id, deadline).name();
                asked.put(name, contact.now());
                if (!stubborn.contains(name)) {
                    engine.stop(id, Duration.ZERO, deadline);
                }
            }

            @Override
            public void kill(String id, Duration deadline) {
                engine.kill(id, deadline);
            }
        };
    }

    private static LastWord.Leashed leash(ObservedContainer container) {
        return new LastWord.Leashed(
                container.id(),
                container.name(),
                container.findIdentity().map(InstanceIdentity::clusterId).orElse(""),
                container.spec().runOptions().stopOnDisconnect());
    }

    private void run(String name, String cluster, Duration leash) {
        ContainerSpec spec =
                ContainerSpec.builder(name, "app:1").stopOnDisconnect(leash).build();
        Map<String, String> labels =
                new HashMap<>(new InstanceIdentity(cluster, GroupId.of("g"), MetaId.of(name), 1, 1, 1, 1).labels());
        labels.putAll(StopOnDisconnect.label(leash));
        engine.start(engine.create(new ContainerRequest(name, spec, labels), DEADLINE), DEADLINE);
    }

    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            uptime.pass(Duration.ofSeconds(1));
            pause = pause.minusSeconds(1);
            if (pause.compareTo(Duration.ZERO) <= 0) {
                pause = watch.look();
            }
        }
    }

    private List<String> running() {
        return engine.containers().stream()
                .filter(container -> container.state().isLive())
                .map(ObservedContainer::name)
                .sorted()
                .toList();
    }

    @Test
    @DisplayName("R11: neither announced nor asked for as long as a container says -> it is stopped, and no other")
    void r11_stopsWhatAsksForItWhenItIsTime() {
        run("soon", "c1", LEASH);
        run("late", "c1", LEASH.multipliedBy(2));
        run("never", "c1", Duration.ZERO);
        contact.note(contact.now());

        pass(LEASH.minusSeconds(1));
        assertThat(running()).containsExactly("late", "never", "soon");
        pass(Duration.ofSeconds(2));
        assertThat(running()).containsExactly("late", "never");
        pass(LEASH);
        assertThat(running()).containsExactly("never");
    }

    @Test
    @DisplayName("R11: many that do not end when they are asked to -> all have their grace, and are dead in time")
    void r11_endsAnyNumberWithinTheMargin() {
        for (int i = 0; i < 64; i++) {
            run("web-" + i, "c1", LEASH);
            stubborn.add("web-" + i);
        }
        contact.note(contact.now());

        pass(LEASH.plus(StopOnDisconnect.GRACE).minusSeconds(1));
        assertThat(asked).hasSize(64);
        assertThat(running()).hasSize(64);
        pass(Duration.ofSeconds(3));

        assertThat(running()).isEmpty();
    }

    @Test
    @DisplayName("R11: the agent starts again when the time is up -> a shorter grace, and dead within the margin")
    void r11_endsInTimeThoughTheAgentStartsLate() {
        run("web", "c1", LEASH);
        stubborn.add("web");
        contact.note(contact.now());
        uptime.pass(LEASH.plusSeconds(3));

        startAgent();
        pass(DisconnectWatch.FIRST_WORD.plusSeconds(2));
        assertThat(asked).containsKey("web");
        assertThat(running()).containsExactly("web");
        pass(DisconnectWatch.LAST_KILL.minus(DisconnectWatch.FIRST_WORD).minusSeconds(3));

        assertThat(running()).isEmpty();
    }

    @Test
    @DisplayName("R11: the cluster knows of it again while one is ending -> it is not killed")
    void r11_killsNothingOnceTheClusterKnowsOfIt() {
        run("web", "c1", LEASH);
        stubborn.add("web");
        contact.note(contact.now());
        pass(LEASH.plusSeconds(3));
        assertThat(asked).containsKey("web");

        contact.note(contact.now());
        pass(LEASH.minusSeconds(1));

        assertThat(running()).containsExactly("web");
    }

    @Test
    @DisplayName("R11: each contact begins the count anew")
    void r11_stopsNothingWhileTheClusterKnowsOfIt() {
        run("web", "c1", LEASH);

        for (int i = 0; i < 20; i++) {
            contact.note(contact.now());
            pass(LEASH.minusSeconds(2));
        }

        assertThat(running()).containsExactly("web");
        assertThat(engine.calls()).doesNotContain("stop web");
    }

    @Test
    @DisplayName("R11: another cluster's container, and a foreign one with the label -> not touched")
    void r11_stopsNothingOfOthers() {
        run("theirs", "c2", LEASH);
        engine.start(
                engine.create(
                        new ContainerRequest(
                                "foreign",
                                ContainerSpec.builder("foreign", "app:1")
                                        .stopOnDisconnect(LEASH)
                                        .build(),
                                Map.of()),
                        DEADLINE),
                DEADLINE);
        contact.note(contact.now());

        pass(Duration.ofMinutes(10));

        assertThat(running()).containsExactly("foreign", "theirs");
    }

    @Test
    @DisplayName("R11: the engine does not answer -> it is stopped as soon as it does")
    void r11_goesOnTrying() {
        run("web", "c1", LEASH);
        contact.note(contact.now());
        engine.die();
        pass(LEASH.multipliedBy(2));
        engine.comeBack();
        engine.loseCall("stop");

        pass(Duration.ofSeconds(5));

        assertThat(running()).isEmpty();
    }

    @Test
    @DisplayName("R11: the agent restarts -> it goes on counting where it was")
    void r11_countsOnAfterARestart() {
        run("web", "c1", LEASH);
        contact.note(contact.now());
        pass(LEASH.minusSeconds(8));

        startAgent();
        pass(Duration.ofSeconds(7));
        assertThat(running()).containsExactly("web");
        pass(Duration.ofSeconds(2));

        assertThat(running()).isEmpty();
    }

    @Test
    @DisplayName("R11: the agent was away for long -> a few seconds for a first word, then what is due is stopped")
    void r11_waitsForAFirstWordAlone() {
        run("web", "c1", LEASH);
        contact.note(contact.now());
        uptime.pass(Duration.ofMinutes(5));

        startAgent();
        pass(DisconnectWatch.FIRST_WORD.minusSeconds(1));
        assertThat(running()).containsExactly("web");
        pass(Duration.ofSeconds(2));

        assertThat(running()).isEmpty();
    }

    @Test
    @DisplayName("R11: the host was booted anew -> nothing is known of before, so it counts as long ago")
    void r11_trustsNoTimeOfAnotherBoot() {
        run("web", "c1", LEASH);
        contact.note(contact.now());
        uptime.boot("another");

        startAgent();
        pass(DisconnectWatch.FIRST_WORD.plusSeconds(1));

        assertThat(running()).isEmpty();
    }

    @Test
    void goesOnWhenAFirstWordComes() {
        run("web", "c1", LEASH);
        uptime.pass(Duration.ofMinutes(5));

        startAgent();
        pass(Duration.ofSeconds(2));
        contact.note(contact.now());
        pass(LEASH.minusSeconds(2));

        assertThat(running()).containsExactly("web");
    }

    @Test
    @DisplayName("an announcement counts from its sending, and only if it was accepted")
    void countsFromTheSendingOfWhatWasAccepted() {
        TestingTarget target = new TestingTarget(() -> {
            uptime.pass(Duration.ofSeconds(4)); // the answer takes its time
            return Instant.EPOCH;
        });
        ContactNoting noting = new ContactNoting(target, contact);
        Instant sent = contact.now();

        noting.announce("key", record(1), Duration.ofSeconds(30));
        assertThat(contact.last()).isEqualTo(sent);

        target.failure = TestingTarget::away;
        assertThatExceptionOfType(AnnouncementException.class)
                .isThrownBy(() -> noting.announce("key", record(2), Duration.ofSeconds(30)));
        assertThat(contact.last()).isEqualTo(sent);
    }

    private static NodeRecord record(long stamp) {
        return new NodeRecord("e", "n1", "10.0.0.1", "10.0.0.1:8500", 1, 1, "", "", "", "", "", List.of(), "", "")
                .asOurs("start-1", null, false, stamp);
    }
}
