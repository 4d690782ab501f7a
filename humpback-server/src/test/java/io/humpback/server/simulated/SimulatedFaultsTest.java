package io.humpback.server.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.RestartPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.RecordingListener;
import io.humpback.server.testing.TestImages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can go wrong with an engine on command, as our own client sees it. */
class SimulatedFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Map<String, String> LABELS =
            new InstanceIdentity("cluster", GroupId.of("g1"), MetaId.of("m1"), 1, 1, 1, 1).labels();

    private final SimulatedEngines engines = SimulatedEngines.start(
            List.of(EngineProfile.named("n1").withImages(SimulatedWorld.IMAGES)), InstantSource.system());
    private final SimulatedEngine simulated = engines.get(0);
    private final ContainerEngine client = SimulatedWorld.connect(simulated);

    @AfterEach
    void close() {
        client.close();
        engines.close();
    }

    @Test
    void aFailureHasNoEffect() {
        simulated.inject(Fault.failure(500, "no space left on device").on("POST", "/containers/create"));

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> create("c1", RestartPolicy.DEFAULT))
                .withMessageContaining("no space left on device");
        assertThat(simulated.containers()).isEmpty();
    }

    @Test
    void aFaultEndsAfterItsTimes() {
        simulated.inject(Fault.failure(500, "once").on("GET", "/info").times(1));

        assertThatExceptionOfType(EngineRefusedException.class).isThrownBy(() -> client.info(LIMIT));
        assertThat(client.info(LIMIT).hostName()).isEqualTo("n1");
    }

    @Test
    void aLostAnswerLeavesItsEffect() {
        simulated.inject(Fault.lostAnswer().on("POST", "/containers/create"));

        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> create("c1", RestartPolicy.DEFAULT))
                .satisfies(e -> assertThat(e.isOutcomeUnknown()).isTrue());
        assertThat(simulated.containers()).containsExactly("c1");
    }

    @Test
    void anAnswerThatNeverComesLeavesItsEffect() {
        client.info(LIMIT);
        simulated.inject(Fault.noAnswer().on("POST", "/containers/create"));

        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> client.create(request("c1", RestartPolicy.DEFAULT), SHORT));
        assertThat(simulated.containers()).containsExactly("c1");
    }

    @Test
    void aLostCallHasNoEffect() {
        simulated.inject(Fault.lostCall().on("POST", "/containers/create"));

        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> create("c1", RestartPolicy.DEFAULT))
                .satisfies(e -> assertThat(e.isOutcomeUnknown()).isTrue());
        assertThat(simulated.containers()).isEmpty();
    }

    @Test
    void aLateEffectComesAfterTheClientHasGivenUp() {
        client.info(LIMIT);
        simulated.inject(Fault.lateEffect(Duration.ofSeconds(1)).on("POST", "/containers/create"));

        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> client.create(request("c1", RestartPolicy.DEFAULT), SHORT));
        assertThat(simulated.containers()).isEmpty();
        await().atMost(LIMIT).until(() -> simulated.containers().equals(List.of("c1")));
    }

    @Test
    void aLateEffectDoesNotOutliveItsHost() {
        client.info(LIMIT);
        simulated.inject(Fault.lateEffect(Duration.ofMillis(600)).on("POST", "/containers/create"));
        assertThatExceptionOfType(EngineTimeoutException.class)
                .isThrownBy(() -> client.create(request("c1", RestartPolicy.DEFAULT), SHORT));
        simulated.die();
        simulated.comeBack();
        simulated.inject(Fault.lateEffect(Duration.ofMillis(600)).on("GET", "/info"));

        client.info(LIMIT); // comes later than the other would

        assertThat(simulated.containers()).isEmpty();
    }

    @Test
    void aDelayedAnswerComes() {
        simulated.inject(Fault.delayedAnswer(Duration.ofMillis(50)));

        assertThat(client.info(LIMIT).hostName()).isEqualTo("n1");
    }

    @Test
    void aRefusingEngineKeepsItsContainersRunning() {
        client.start(create("c1", RestartPolicy.DEFAULT), LIMIT);
        simulated.refuse();

        assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> client.info(LIMIT));
        assertThat(simulated.state("c1")).contains("running");
        simulated.heal();
        assertThat(client.list(LIMIT)).hasSize(1);
    }

    @Test
    void aDroppedStreamIsToldAsBroken() {
        RecordingListener listener = new RecordingListener();
        client.subscribe(listener);
        listener.awaitOpen();
        await().atMost(LIMIT).until(() -> simulated.followers() == 1);

        simulated.dropStreams();

        await().atMost(LIMIT).until(() -> listener.calls().contains("broken"));
        assertThat(simulated.followers()).isZero();
    }

    @Test
    void aHostThatComesBackRunsWhatItsPoliciesWant() {
        client.start(create("kept", new RestartPolicy("always", 0)), LIMIT);
        client.start(create("ended", new RestartPolicy("no", 0)), LIMIT);
        simulated.die();
        assertThat(simulated.state("kept")).contains("exited");

        simulated.comeBack();

        assertThat(simulated.state("kept")).contains("running");
        assertThat(simulated.state("ended")).contains("exited");
        assertThat(client.list(LIMIT)).hasSize(2);
    }

    @Test
    void aHostThatComesBackEmptyIsTheSameHost() {
        String engineId = client.info(LIMIT).engineId();
        create("gone", RestartPolicy.DEFAULT);
        simulated.die();

        simulated.comeBackEmpty();

        assertThat(client.list(LIMIT)).isEmpty();
        assertThat(client.info(LIMIT).engineId()).isEqualTo(engineId);
    }

    @Test
    void anOldClientIsRefusedByANewEngine() {
        try (SimulatedEngines modern = SimulatedEngines.start(
                List.of(EngineProfile.named("n29").withApi("1.44", "1.52")), InstantSource.system())) {
            String endpoint = modern.get(0).endpoint();
            try (ContainerEngine any = new DockerConnector(DockerSettings.DEFAULT).connect(endpoint)) {
                assertThat(any.info(LIMIT).hostName()).isEqualTo("n29");
            }
            RawClient old = new RawClient(endpoint);

            assertThat(old.get("/v1.43/info"))
                    .isEqualTo(
                            "400 {\"message\":\"client version 1.43 is too old. Minimum supported API version is 1.44,"
                                    + " please upgrade your client to a newer version\"}");
        }
    }

    private String create(String name, RestartPolicy policy) {
        return client.create(request(name, policy), LIMIT);
    }

    private static ContainerRequest request(String name, RestartPolicy policy) {
        ContainerSpec spec = ContainerSpec.builder("web", TestImages.NOOP)
                .networkMode("host")
                .restartPolicy(policy)
                .build();
        return new ContainerRequest(name, spec, LABELS);
    }
}
