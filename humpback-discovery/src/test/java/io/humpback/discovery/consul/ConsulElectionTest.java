package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.LeaderElection;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.LeasedElectionContract;
import io.humpback.discovery.RecordPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ClassTemplate
@ExtendWith(ConsulKind.Each.class)
class ConsulElectionTest extends LeasedElectionContract {
    private final ConsulServer server;

    ConsulElectionTest(ConsulKind kind) {
        server = kind.start();
    }

    /** A center's part, with a network of its own. */
    private record Center(FaultProxy proxy, ConsulBackend backend, LeaderElection election) implements Candidate {
        @Override
        public void cutOff() {
            proxy.silence();
        }

        @Override
        public void kill() {
            try {
                proxy.refuse();
                backend.close();
                proxy.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    protected Candidate open(String address, Duration ttl) {
        try {
            FaultProxy proxy = FaultProxy.tcp(server.address());
            ConsulBackend backend = server.open(
                    server.uri(List.of(proxy.port()), "?ttl=" + ttl.toMillis() + "ms"), RecordPolicy.OPEN, clock);
            return new Center(proxy, backend, backend.election(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Duration shortTtl() {
        return server.shortTtl();
    }

    @Override
    protected Duration replacedWithin(Duration ttl) {
        return ttl.multipliedBy(2).plus(server.times().lockDelay(ttl)).plusSeconds(2);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void leavesInTimeThoughNobodyAnswers() {
        Candidate first = open("http://center-1:8589", LIMIT);
        awaitLead(first);
        first.cutOff();
        long begun = System.nanoTime();

        first.election().close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
        first.kill();
    }
}
