package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.Subscription;
import io.humpback.server.testing.RecordingListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all nodes of original agents share: one thread that lets them be listed now and then. */
class AgentStreamsTest {
    private final AgentStreams streams = new AgentStreams(AgentAccess.withToken(""), Duration.ofMillis(10));
    private final Set<Subscription> own = new HashSet<>();

    @AfterEach
    void close() {
        streams.close();
    }

    /** A listener that fails at each call, and counts them. */
    private static final class Failing implements EngineEventListener {
        private final CountDownLatch left = new CountDownLatch(3);

        @Override
        public void onOpen() {
            throw new IllegalStateException("planted");
        }

        @Override
        public void onEvent(String containerId, String action) {
            left.countDown();
            throw new IllegalStateException("planted");
        }

        @Override
        public void onBroken(String reason) {}
    }

    @Test
    void goesOnAfterAListenerThatFails() throws Exception {
        Failing failing = new Failing();
        streams.poke(failing, own);
        RecordingListener other = new RecordingListener();
        streams.poke(other, own);

        assertThat(failing.left.await(30, TimeUnit.SECONDS)).isTrue();
        other.awaitOpen();
    }

    @Test
    void forgetsWhoListensNoMore() {
        Subscription subscription = streams.poke(new RecordingListener(), own);
        assertThat(own).containsExactly(subscription);

        subscription.close();

        assertThat(own).isEmpty();
    }
}
