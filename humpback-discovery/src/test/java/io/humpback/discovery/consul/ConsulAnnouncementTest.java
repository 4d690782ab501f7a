package io.humpback.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.NodeDirectory;
import io.humpback.discovery.AnnouncementContract;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.RecordPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ClassTemplate
@ExtendWith(ConsulKind.Each.class)
class ConsulAnnouncementTest extends AnnouncementContract {
    private final ConsulServer server;
    private final List<ConsulBackend> backends = new ArrayList<>();
    private final Map<Announcements, FaultProxy> proxies = new HashMap<>();

    ConsulAnnouncementTest(ConsulKind kind) {
        server = kind.start();
    }

    @Override
    protected NodeDirectory open(RecordPolicy policy) {
        ConsulBackend backend = server.open(server.uri(), policy, InstantSource.fixed(Instant.EPOCH));
        backends.add(backend);
        return backend.directory();
    }

    @Override
    protected Announcements agent(Duration ttl) {
        try {
            FaultProxy proxy = FaultProxy.tcp(server.address());
            Announcements agent = ConsulAnnouncements.open(
                    server.uri(List.of(proxy.port()), ""),
                    new AnnouncementSettings(ConsulServer.CLUSTER, ttl),
                    server.times());
            proxies.put(agent, proxy);
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void kill(Announcements agent) {
        proxies.get(agent).refuse();
        agent.close();
    }

    @Override
    protected void write(String agentKey, byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        assertThat(server.api()
                        .changeAgain(List.of(KvOperation.set(server.node(agentKey), text)))
                        .done())
                .isTrue();
    }

    @Override
    protected void erase(String agentKey) {
        assertThat(server.api()
                        .changeAgain(List.of(KvOperation.delete(server.node(agentKey))))
                        .done())
                .isTrue();
    }

    @Override
    protected byte[] read(String agentKey) {
        return server.api().get(server.node(agentKey)).bytes();
    }

    @Override
    protected Duration shortTtl() {
        return server.shortTtl();
    }

    @AfterEach
    void closeServer() throws Exception {
        backends.forEach(ConsulBackend::close);
        for (FaultProxy proxy : proxies.values()) {
            proxy.close();
        }
        server.close();
    }

    @Test
    void holdsItsRecordWithItsSessionAndWritesItOnce() {
        Announcements agent = agent(LIMIT);
        agent.announce("a", record("a", "i", "a", 8500));
        KvPair first = server.api().get(server.node("a"));

        agent.announce("a", record("a", "i", "a", 8500));

        assertThat(first.holder()).isNotEmpty();
        assertThat(server.api().get(server.node("a"))).isEqualTo(first);
        agent.close();
    }
}
