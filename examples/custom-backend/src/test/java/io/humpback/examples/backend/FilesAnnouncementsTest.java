package io.humpback.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.NodeDirectory;
import io.humpback.discovery.AnnouncementContract;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.RecordPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesAnnouncementsTest extends AnnouncementContract {
    @TempDir
    private Path place;

    private final Map<Announcements, Mount> mounts = new HashMap<>();
    private Mount centers;
    private Backend backend;

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    private Path shared() {
        return place.resolve("shared");
    }

    @Override
    protected NodeDirectory open(RecordPolicy policy) {
        try {
            Files.createDirectory(shared());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        centers = Mount.of(shared(), place.resolve("center"));
        backend = Clusters.open(centers.path(), policy);
        return backend.directory();
    }

    @Override
    protected Announcements agent(Duration ttl) {
        Mount mount = Mount.of(shared(), place.resolve("agent-" + mounts.size()));
        Announcements agent = Discovery.announcements("files:" + mount.path(), new AnnouncementSettings("test", ttl));
        mounts.put(agent, mount);
        return agent;
    }

    @Override
    protected void kill(Announcements agent) {
        mounts.get(agent).lose();
    }

    private Path file(String agentKey) {
        return shared().resolve("test/nodes").resolve(agentKey);
    }

    @Override
    protected void write(String agentKey, byte[] value) throws IOException {
        new SharedDirectory(shared(), "test").change(root -> SharedDirectory.write(file(agentKey), value));
    }

    @Override
    protected void erase(String agentKey) throws IOException {
        Files.delete(file(agentKey));
    }

    @Override
    protected byte[] read(String agentKey) throws IOException {
        return Objects.requireNonNull(NodeFile.read(file(agentKey))).record();
    }

    @Test
    void removesTheFileOfADeadAgent() {
        Announcements agent = agent(shortTtl());
        agent.announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");

        kill(agent);

        await().atMost(LIMIT).until(() -> !Files.exists(file("a")));
        awaitNodes();
    }

    @Test
    void takesOverFromAnotherAgentOnceThatIsDead() {
        agent(shortTtl()).announce("a", record("a", "first", "a", 8500));
        Announcements clone = agent(LIMIT);

        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            clone.announce("a", record("a", "second", "clone", 8500));
            return true;
        });

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(view().nodes())
                        .extracting(node -> node.name())
                        .containsExactly("clone"));
    }

    @Test
    void b1_keepsTheNodesWhileTheDirectoryIsGone() {
        agent(shortTtl()).announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");

        centers.lose();
        await().atMost(LIMIT).until(() -> !view().isHealthy());
        await().atMost(LIMIT)
                .pollDelay(shortTtl().plusMillis(500))
                .untilAsserted(() -> assertThat(view().nodes()).hasSize(1));
        assertThat(view().outage()).contains("there is no");

        centers.restore();
        await().atMost(LIMIT).until(() -> view().isHealthy());
    }
}
