package io.humpback.discovery.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.humpback.core.HumpbackException;
import io.humpback.core.spi.LeaderElection;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to members of an etcd cluster of three, and what a center and its agents make of it. */
@RequiresEtcd
class EtcdQuorumIT {
    private static final Duration TTL = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private EtcdCluster etcd;
    private TestingCenter center;
    private LeaderElection election;

    @BeforeEach
    void start() throws Exception {
        etcd = EtcdCluster.start(folder, 3);
        center = TestingCenter.open(etcd.uri(""));
        center.startAgent("a", TTL);
        center.awaitNodes("a");
        election = center.backend().election("http://center-1:8589");
        awaitLead();
        assertThat(center.commit("c1")).isTrue();
    }

    @AfterEach
    void stop() {
        center.close();
        etcd.close();
    }

    private void awaitLead() {
        await().atMost(TestingCenter.LIMIT).until(() -> election.leadership().leader());
    }

    private void assertGoesOn() {
        int before = center.views().size();
        center.awaitCommit("c2");
        awaitLead();
        center.awaitNodes("a");
        center.assertNobodyWentSince(before - 1, "a");
    }

    @Test
    @DisplayName("B2: etcd's leader killed -> writes resume, nobody is missed")
    void b2_leaderKilled() {
        etcd.leader().kill();

        assertGoesOn();
    }

    @Test
    @DisplayName("B2: etcd's leader frozen -> writes resume, nobody is missed")
    void b2_leaderFrozen() throws Exception {
        etcd.leader().freeze();

        assertGoesOn();
    }

    @Test
    @DisplayName("B2: the member that is talked to is killed -> the next one is, nobody is missed")
    void b2_memberKilled() {
        etcd.member(0).kill();

        assertGoesOn();
    }

    @Test
    @DisplayName("B2: the first members of the URI are dead or frozen at the start -> the next one is talked to")
    void b2_startsWhileAMemberIsAway() throws Exception {
        etcd.member(0).kill();
        try (TestingCenter started = TestingCenter.open(etcd.uri(""))) {
            started.awaitCommit("c1");
        }
        etcd.member(0).start();
        etcd.member(0).awaitHealthy();
        etcd.member(0).freeze();
        try (TestingCenter started = TestingCenter.open(etcd.uri(""))) {
            started.awaitCommit("c1");
        }
    }

    @Test
    @DisplayName("B2: no quorum -> an outage, writes fail, the lead ends; with a quorum again all goes on")
    void b2_quorumLostAndFound() throws Exception {
        int before = center.views().size();
        etcd.member(1).kill();
        etcd.member(2).kill();

        center.awaitOutage();
        assertThatThrownBy(() -> center.commit("c2")).isInstanceOf(HumpbackException.class);
        await().atMost(TestingCenter.LIMIT).until(() -> !election.leadership().leader());

        etcd.member(1).start();
        etcd.member(2).start();
        center.awaitNodes("a");
        center.assertNobodyWentSince(before - 1, "a");
        center.awaitCommit("c3");
        awaitLead();
    }
}
