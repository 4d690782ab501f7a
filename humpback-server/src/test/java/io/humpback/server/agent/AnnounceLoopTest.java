package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.NodeFacts;
import io.humpback.core.Platform;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.server.agent.AnnouncementException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The loop on a virtual clock that nobody sets, beside the agent's own clock, which anybody may. */
class AnnounceLoopTest {
    private static final ClusterToken TOKEN = new ClusterToken("correct-horse-battery-staple");
    private static final AgentIdentity IDENTITY = new AgentIdentity("key-1", "start-1", "", 8500, false, "z1", "0.1");
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);
    private static final Duration TTL = Duration.ofSeconds(30);

    private Instant now = Instant.EPOCH;
    private Instant wall = Instant.parse("2024-05-01T00:00:00Z");
    private @Nullable NodeFacts facts = facts(4);
    private String address = "10.0.0.1";
    private final TestingTarget center = new TestingTarget(() -> now);
    private AnnounceLoop loop = loop("start-1");

    private AnnounceLoop loop(String instance) {
        AgentIdentity identity = new AgentIdentity("key-1", instance, "", 8500, false, "z1", "0.1");
        NodeRecords records = new NodeRecords(identity, TOKEN, () -> address, () -> wall);
        return new AnnounceLoop(center, records, () -> facts, new AnnouncerSettings(HEARTBEAT, TTL), new Random(7));
    }

    private static NodeFacts facts(int cpus) {
        return new NodeFacts(
                "ENGINE",
                "host-1",
                cpus,
                8L << 30,
                new Platform("linux", "x86_64"),
                "overlay2",
                "6.1",
                "Debian 12",
                "20.10.24",
                Map.of("disk", "ssd"));
    }

    /** Does what is due, as the thread does, until {@code time} has passed. */
    private void run(Duration time) {
        Instant end = now.plus(time);
        Instant due = loop.step(now);
        while (!due.isAfter(end)) {
            pass(Duration.between(now, due));
            due = loop.step(now);
        }
        pass(Duration.between(now, end));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        wall = wall.plus(time);
    }

    @Test
    void announcesAtOnceAndThenAtEachHeartbeat() {
        run(Duration.ofSeconds(25));

        assertThat(center.attempts)
                .containsExactly(
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(8),
                        Instant.EPOCH.plusSeconds(16),
                        Instant.EPOCH.plusSeconds(24));
    }

    @Test
    void announcesWhatTheEngineSaidSigned() {
        run(Duration.ofSeconds(1));

        NodeRecord record = center.records.get(0);
        assertThat(record.name()).isEqualTo("host-1");
        assertThat(record.apiAddr()).isEqualTo("10.0.0.1:8500");
        assertThat(RecordSignature.isValid(IDENTITY.key(), record, TOKEN)).isTrue();
    }

    @Test
    void comesMoreOftenIfTheCenterAsksForIt() {
        center.heartbeat = Duration.ofSeconds(2);

        run(Duration.ofSeconds(9));

        assertThat(center.attempts).hasSize(5);
    }

    @Test
    void neitherComesLessOftenThanConfiguredNorWithoutAPause() {
        center.heartbeat = Duration.ofHours(1);
        run(Duration.ofSeconds(9));
        assertThat(center.attempts).hasSize(2);

        center.heartbeat = Duration.ZERO;
        run(Duration.ofSeconds(20));
        assertThat(center.attempts).hasSizeLessThan(20);
    }

    @Test
    @DisplayName("B6: an outage of an hour -> announced again within a heartbeat, a bounded number of tries")
    void b6_comesBackAfterAnOutageOfAnHour() {
        run(Duration.ofSeconds(20));
        center.failure = TestingTarget::away;
        run(Duration.ofHours(1));
        int tries = center.attempts.size();
        assertThat(center.isAnnounced()).isFalse();
        assertThat(tries).isLessThan(3600 / 6);

        center.failure = null;
        run(HEARTBEAT);

        assertThat(center.isAnnounced()).isTrue();
    }

    @Test
    @DisplayName("B6: an outage shorter than the TTL -> announced without a gap")
    void b6_bridgesAShortOutage() {
        run(Duration.ofSeconds(9));
        center.failure = TestingTarget::away;
        run(Duration.ofSeconds(18));
        center.failure = null;

        for (int second = 0; second < 60; second++) {
            assertThat(center.isAnnounced()).as("second " + second).isTrue();
            run(Duration.ofSeconds(1));
        }
    }

    @Test
    void doublesItsDelaysUpToTheHeartbeatAndSpreadsThem() {
        center.failure = TestingTarget::away;

        run(Duration.ofMinutes(2));

        for (int i = 1; i < center.attempts.size(); i++) {
            long pause = Duration.between(center.attempts.get(i - 1), center.attempts.get(i))
                    .toMillis();
            long whole = Math.min(500L << Math.min(i - 1, 10), HEARTBEAT.toMillis());
            assertThat(pause).as("pause " + i).isBetween((long) (whole * 0.8) - 1, whole);
        }
    }

    @Test
    @DisplayName("a center that restarts has no leases -> announced there with the next heartbeat")
    void comesBackAfterARestartOfTheCenter() {
        run(Duration.ofSeconds(9));
        center.restart();
        assertThat(center.isAnnounced()).isFalse();

        run(HEARTBEAT);

        assertThat(center.isAnnounced()).isTrue();
    }

    @Test
    @DisplayName("A10: somebody deletes the announcement -> it is back with the next heartbeat")
    void a10_comesBackAfterADeletion() {
        run(Duration.ofSeconds(9));
        center.leave("key-1", "somebody else's wish");

        run(HEARTBEAT);

        assertThat(center.isAnnounced()).isTrue();
    }

    @Test
    @DisplayName("401: tried ever more rarely, once a minute at most, and announced when the token is right")
    void triesAWrongTokenRarely() {
        center.failure = () -> AnnouncementException.of(Kind.UNAUTHORIZED, "center says 401: wrong token", null);
        run(Duration.ofHours(1));
        assertThat(center.attempts).hasSizeBetween(50, 90);

        center.failure = null;
        run(Duration.ofSeconds(60));

        assertThat(center.isAnnounced()).isTrue();
    }

    @Test
    @DisplayName("409: tried at each heartbeat, and announced when the other one has gone")
    void triesAgainWhileAnotherHoldsTheKey() {
        center.failure = () -> AnnouncementException.of(Kind.REFUSED, "center says 409: another agent", null);
        run(Duration.ofMinutes(10));
        assertThat(center.attempts).hasSizeBetween(75, 110);

        center.failure = null;
        run(HEARTBEAT);

        assertThat(center.isAnnounced()).isTrue();
    }

    @Test
    @DisplayName("the agent's clock is set back by an hour -> its records go on being newer")
    void outlivesItsClockBeingSetBack() {
        run(Duration.ofSeconds(9));
        wall = wall.minus(Duration.ofHours(1));

        run(Duration.ofSeconds(60));

        assertThat(center.isAnnounced()).isTrue();
        assertThat(center.records).extracting(NodeRecord::stamp).isSorted().doesNotHaveDuplicates();
        assertThat(center.attempts).hasSameSizeAs(center.records);
    }

    @Test
    @DisplayName("the agent is started anew with a clock an hour behind -> it learns of the newest stamp and is taken")
    void outlivesARestartWithAClockBehind() {
        run(Duration.ofSeconds(9));
        wall = wall.minus(Duration.ofHours(1));
        loop = loop("start-2");

        run(Duration.ofSeconds(1));

        assertThat(center.records.get(center.records.size() - 1).instance()).isEqualTo("start-2");
    }

    @Test
    @DisplayName("Docker is away at the start -> announced as soon as it has answered")
    void waitsForTheEngine() {
        facts = null;
        run(Duration.ofMinutes(1));
        assertThat(center.attempts).isEmpty();

        facts = facts(4);
        run(HEARTBEAT);

        assertThat(center.isAnnounced()).isTrue();
    }

    @Test
    @DisplayName("N11: labels or address change -> announced with the next step, without restart")
    void n11_announcesChanges() {
        run(Duration.ofSeconds(1));

        facts = facts(8);
        loop.step(now);
        assertThat(center.records.get(1).cpus()).isEqualTo(8);

        address = "10.0.0.2";
        run(HEARTBEAT);
        assertThat(center.records.get(2).apiAddr()).isEqualTo("10.0.0.2:8500");
    }

    @Test
    void aChangeIsNoReasonToHurryWhileTheCenterIsAway() {
        run(Duration.ofSeconds(1));
        center.failure = TestingTarget::away;
        run(Duration.ofMinutes(1));
        int tries = center.attempts.size();

        facts = facts(8);
        loop.step(now);
        loop.step(now);

        assertThat(center.attempts).hasSize(tries);
    }

    @Test
    void saysGoodbye() {
        run(Duration.ofSeconds(1));

        assertThat(loop.leave()).isTrue();

        assertThat(center.left).containsExactly("key-1 start-1");
        assertThat(center.isAnnounced()).isFalse();
    }

    @Test
    void saysNoGoodbyeBeforeItWasThere() {
        center.failure = TestingTarget::away;
        run(Duration.ofSeconds(3));

        assertThat(loop.leave()).isTrue();

        assertThat(center.left).isEmpty();
    }

    @Test
    void endsAlsoIfNobodyHearsItsGoodbye() {
        run(Duration.ofSeconds(1));
        center.failure = TestingTarget::away;

        assertThat(loop.leave()).isFalse();
    }
}
