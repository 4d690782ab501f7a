package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.NodeState;
import io.humpback.scheduler.reconcile.NodeTrack.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTrackTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    /** Applies inputs: a answered, m missed, d engine dead, L leased, C configured, G gone. */
    private static NodeTrack after(NodeTrack start, String inputs) {
        NodeTrack track = start;
        for (int i = 0; i < inputs.length(); i++) {
            char input = inputs.charAt(i);
            track = switch (input) {
                case 'a' -> track.answered(T, HEARTBEAT);
                case 'm' -> track.missed("refused", T, HEARTBEAT);
                case 'd' -> track.engineDied("exited", T, HEARTBEAT);
                case 'L' -> track.registered(Registration.LEASED, T);
                case 'C' -> track.registered(Registration.CONFIGURED, T);
                case 'G' -> track.registered(Registration.GONE, T);
                default -> throw new IllegalArgumentException("input: " + input);
            };
        }
        return track;
    }

    private static NodeTrack leased(String inputs) {
        return after(NodeTrack.fresh(Registration.LEASED, T), inputs);
    }

    @ParameterizedTest(name = "leased, then {0}: {1}")
    @CsvSource({
        "'', PENDING",
        "m, PENDING",
        "mm, PENDING",
        "mmm, UNREACHABLE",
        "a, HEALTHY",
        "am, SUSPECT",
        "amm, SUSPECT",
        "ammm, UNREACHABLE",
        "ammmm, UNREACHABLE",
        "ammmmma, HEALTHY",
        "amma, HEALTHY",
        "ammam, SUSPECT",
        "ad, SUSPECT",
        "add, SUSPECT",
        "addd, DOWN",
        "ammd, DOWN",
        "addm, UNREACHABLE",
        "adddm, UNREACHABLE",
        "addda, HEALTHY",
        "G, PENDING",
        "Gmm, PENDING",
        "Gmmm, DOWN",
        "aG, SUSPECT",
        "aGa, SUSPECT",
        "aGam, SUSPECT",
        "aGmmm, DOWN",
        "ammG, SUSPECT",
        "ammGm, DOWN",
        "ammmG, DOWN",
        "ammmGa, SUSPECT",
        "ammmGL, UNREACHABLE",
        "ammmGLa, HEALTHY",
        "aGL, HEALTHY",
        "aGaL, HEALTHY",
        "C, PENDING",
        "Ca, HEALTHY",
        "Cam, SUSPECT",
        "Camm, SUSPECT",
        "Cammm, DOWN",
        "Cmmm, DOWN",
        "Cammma, HEALTHY",
        "Caddd, DOWN",
        "CammmL, UNREACHABLE",
        "ammmC, DOWN"
    })
    void believes(String inputs, NodeState expected) {
        assertThat(leased(inputs).state()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "leased, then {0}: alarm {1}")
    @CsvSource({"a, false", "aG, false", "aGa, true", "aGam, false", "aGaL, false", "ammmGa, true"})
    void raisesAnAlarmForOneThatAnswersThoughItIsNotAnnounced(String inputs, boolean alarm) {
        assertThat(leased(inputs).alarm()).isEqualTo(alarm);
    }

    @ParameterizedTest(name = "leased, then {0}: {1}")
    @CsvSource({
        "'', 'not probed yet'",
        "a, ''",
        "ammm, 'announced, but out of reach: refused'",
        "aGa, 'announced no more, but it answers'",
        "aG, 'announced no more, being probed'",
        "aGmmm, 'announced no more, and: refused'",
        "addd, exited"
    })
    void saysWhy(String inputs, String reason) {
        assertThat(leased(inputs).reason()).isEqualTo(reason);
    }

    @ParameterizedTest(name = "leased, then {0}: next probe after {1} s")
    @CsvSource({"'', 0", "a, 8", "am, 1", "amm, 1", "ammm, 2", "aG, 0", "ammmGL, 0", "aLL, 8"})
    void probesSoonAfterAMiss(String inputs, int seconds) {
        assertThat(leased(inputs).nextProbe()).isEqualTo(T.plusSeconds(seconds));
    }

    @Test
    void probesSeldomerOnceItHasBeenLostForLong() {
        NodeTrack lost = leased("ammm").missed("refused", T.plusSeconds(120), HEARTBEAT);

        assertThat(lost.nextProbe()).isEqualTo(T.plusSeconds(125));
    }

    @Test
    void probesAtOnceWhenSomethingHintsAtTrouble() {
        assertThat(leased("a").doubted(T).nextProbe()).isEqualTo(T);
    }

    private static NodeTrack flapping(int times, int seconds) {
        NodeTrack track = leased("a");
        for (int i = 0; i < times; i++) {
            Instant now = T.plusSeconds((long) i * seconds);
            track = track.missed("refused", now, HEARTBEAT).answered(now, HEARTBEAT);
        }
        return track;
    }

    @ParameterizedTest(name = "{0} flaps, {1} s apart: unstable {2}")
    @CsvSource({"19, 1, false", "20, 1, true", "20, 31, true", "20, 32, false", "40, 32, false", "25, 30, true"})
    void isUnstableAfterTwentyFlapsInTenMinutes(int times, int apart, boolean unstable) {
        assertThat(flapping(times, apart).unstable()).isEqualTo(unstable);
    }

    @Test
    void calmsDownAfterTenQuietMinutes() {
        NodeTrack track = flapping(20, 0);

        assertThat(track.reason()).isEqualTo("unstable: left the healthy state 20 times within 10 minutes");
        assertThat(track.answered(T.plusSeconds(599), HEARTBEAT).unstable()).isTrue();
        assertThat(track.answered(T.plusSeconds(600), HEARTBEAT).unstable()).isFalse();
    }

    @Test
    void countsTheLossOfTheAnnouncementAsAFlap() {
        NodeTrack track = leased("a");
        for (int i = 0; i < 20; i++) {
            track = after(track, "GL");
        }

        assertThat(track.unstable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverBelievesDownWhatRenewsOrAnswers(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            NodeTrack track = NodeTrack.fresh(Registration.LEASED, T);
            StringBuilder inputs = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                char input = "aammmLG".charAt(random.nextInt(7));
                inputs.append(input);
                track = after(track, String.valueOf(input));

                boolean renews = track.registration() == Registration.LEASED;
                boolean answered = input == 'a' || track.misses() < NodeTrack.TRIES;
                assertThat(track.state() == NodeState.DOWN && (renews || answered))
                        .as("seed %d, inputs %s", seed, inputs)
                        .isFalse();
            }
        }
    }
}
