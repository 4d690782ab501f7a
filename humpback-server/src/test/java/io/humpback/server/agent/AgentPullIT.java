package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Fence;
import io.humpback.core.PullPolicy;
import io.humpback.core.RegistryLogin;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.PullProgress;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.AgentEngine;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.RegistryLogins;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestingRegistry;
import io.humpback.server.testing.TestingRegistry.Guard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real engine fetches from a registry of our own, as a center asks it to through an agent. */
@RequiresDocker
@Timeout(300)
class AgentPullIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static RealEngines engines;
    private static TestingRegistry registry;
    private static TestingRegistry basic;
    private static TestingRegistry tokens;

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startEngine() {
        engines = RealEngines.start(1);
        registry = TestingRegistry.start(Guard.OPEN);
        basic = TestingRegistry.start(Guard.BASIC);
        tokens = TestingRegistry.start(Guard.TOKEN);
    }

    @AfterAll
    static void closeEngine() {
        if (engines != null) {
            engines.close();
        }
        for (TestingRegistry one : new TestingRegistry[] {registry, basic, tokens}) {
            if (one != null) {
                one.close();
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        registry.release();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        engines.get(0).removeContainers();
    }

    private AgentEngine agent(RegistryLogins logins, PullLimits limits) {
        DockerHost host = new DockerConnector(DockerSettings.DEFAULT.withRegistries(logins))
                .host(engines.get(0).socket().toString());
        open.add(host);
        AgentServer server = new AgentServer(TestingAgent.settings(directory).withPulls(limits), host);
        open.add(server);
        AgentConnector connector =
                new AgentConnector(AgentAccess.withToken(""), () -> new Fence(TestingAgent.CLUSTER, 1));
        open.add(connector);
        return connector.connect("http://127.0.0.1:" + server.start());
    }

    private AgentEngine agent(RegistryLogins logins) {
        return agent(logins, PullLimits.DEFAULT);
    }

    private AgentEngine anonymous() {
        return agent(RegistryLogins.NONE);
    }

    private static TestingRegistry guarded(Guard guard) {
        return guard == Guard.BASIC ? basic : tokens;
    }

    private static RegistryLogins login(TestingRegistry one, String user, String password) {
        return new RegistryLogins(Map.of(one.host(), RegistryLogin.of(user, password)), null, "");
    }

    private static String pull(AgentEngine agent, String image, PullPolicy policy) {
        return agent.pull(image, policy, PullListener.NONE, LIMIT);
    }

    private static void assertRefused(AgentEngine agent, String image, String... words) {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> pull(agent, image, PullPolicy.ALWAYS))
                .satisfies(refusal -> assertThat(refusal.reason())
                        .containsIgnoringCase(words[0])
                        .contains(words)
                        .doesNotContain(TestingRegistry.PASSWORD));
    }

    private static ContainerRequest request(String name, String image) {
        return new ContainerRequest(name, ContainerSpec.builder(name, image).build(), TestingAgent.IDENTITY.labels());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
    void pullsWithTheLoginOfTheRegistryAndRecordsTheDigest(Guard guard) {
        String digest = guarded(guard).push("right", "1", "right by " + guard);
        String image = guarded(guard).image("right:1");
        AgentEngine agent = agent(login(guarded(guard), TestingRegistry.USER, TestingRegistry.PASSWORD));

        assertThat(pull(agent, image, PullPolicy.MISSING)).isEqualTo(digest);
        String id = agent.create(request("pulled", image), LIMIT);

        assertThat(agent.inspect(id, LIMIT).imageDigest()).isEqualTo(digest);
        assertThat(agent.list(LIMIT))
                .singleElement()
                .matches(container -> container.imageDigest().equals(digest));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
    @DisplayName("D6: wrong login -> reason, without the password")
    void d6_refusesAWrongLogin(Guard guard) {
        guarded(guard).push("wrong", "1", "wrong");

        assertRefused(
                agent(login(guarded(guard), TestingRegistry.USER, "another")),
                guarded(guard).image("wrong:1"),
                "unauthorized");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
    @DisplayName("D6: no login -> reason that says so")
    void d6_saysThatThereIsNoLogin(Guard guard) {
        guarded(guard).push("none", "1", "none");

        assertRefused(anonymous(), guarded(guard).image("none:1"), "No login is configured for this registry");
    }

    @Test
    void tellsALoginOnlyToItsOwnRegistry() {
        basic.push("other", "1", "other");
        RegistryLogins others = new RegistryLogins(
                Map.of("127.0.0.2:5000", RegistryLogin.of("other", "only-for-the-other-one")), null, "");

        assertRefused(agent(others), basic.image("other:1"), "No login is configured");

        String header =
                Base64.getEncoder().encodeToString("other:only-for-the-other-one".getBytes(StandardCharsets.UTF_8));
        assertThat(basic.authorizations()).noneMatch(sent -> sent.contains(header));
    }

    @Test
    @DisplayName("D6: image missing -> reason")
    void d6_saysThatTheTagIsMissing() {
        registry.push("open/tags", "1", "tags");

        assertRefused(anonymous(), registry.image("open/tags:2"), "manifest");
    }

    @Test
    @DisplayName("D6: registry down -> reason")
    void d6_saysThatTheRegistryIsDown() {
        TestingRegistry down = TestingRegistry.start(Guard.OPEN);
        String image = down.image("open/down:1");
        down.close();

        assertRefused(anonymous(), image, "connection refused");
    }

    @Test
    void refusesALayerThatIsNotWhatItsDigestSays() {
        registry.push("open/corrupt", "1", "corrupt");
        registry.corrupt("open/corrupt");

        assertRefused(anonymous(), registry.image("open/corrupt:1"), "");
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> anonymous().create(request("none", registry.image("open/corrupt:1")), LIMIT))
                .matches(EngineRefusedException::isNotFound);
    }

    @Test
    void endsASlowPullAtItsTimeAndTellsHowFarItWas() {
        registry.push("open/slow", "1", "slow");
        registry.hold("open/slow");
        List<PullProgress> told = new CopyOnWriteArrayList<>();
        AgentEngine agent = agent(RegistryLogins.NONE, new PullLimits(3, Duration.ofSeconds(5)));

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> agent.pull(registry.image("open/slow:1"), PullPolicy.MISSING, told::add, LIMIT))
                .satisfies(refusal -> assertThat(refusal.reason()).contains("was not fetched within"));
        assertThat(told)
                .anyMatch(progress -> progress.stage() == PullProgress.Stage.DOWNLOADING
                        && progress.layers() == 1
                        && progress.bytes() > 0
                        && progress.totalBytes() > progress.bytes());
    }

    @Test
    void fetchesNoMoreImagesAtATimeThanItMay() {
        List<CompletableFuture<String>> pulls = new ArrayList<>();
        List<PullProgress> told = new CopyOnWriteArrayList<>();
        AgentEngine agent = agent(RegistryLogins.NONE, new PullLimits(2, Duration.ofMinutes(2)));
        int before = registry.sending();
        for (int i = 1; i <= 6; i++) {
            String repository = "open/many" + i;
            registry.push(repository, "1", repository);
            registry.hold(repository);
            String image = registry.image(repository + ":1");
            pulls.add(CompletableFuture.supplyAsync(
                    () -> agent.pull(image, PullPolicy.MISSING, told::add, LIMIT), command -> {
                        Thread thread = new Thread(command, "pull");
                        thread.setDaemon(true);
                        thread.start();
                    }));
        }

        await("two are sent").atMost(LIMIT).until(() -> registry.sending() == before + 2);
        await("four wait")
                .atMost(LIMIT)
                .until(() -> told.stream()
                                .filter(progress -> progress.stage() == PullProgress.Stage.WAITING)
                                .count()
                        == 4);
        registry.release();

        assertThat(pulls).allSatisfy(pull -> assertThat(pull.join()).startsWith("sha256:"));
        assertThat(registry.mostSending()).isEqualTo(before + 2);
    }

    @Test
    void followsATagThatHasMovedOnlyIfItIsToldTo() {
        String first = registry.push("open/moving", "1", "first");
        String image = registry.image("open/moving:1");
        AgentEngine agent = anonymous();
        assertThat(pull(agent, image, PullPolicy.MISSING)).isEqualTo(first);
        String old = agent.create(request("old", image), LIMIT);
        String second = registry.push("open/moving", "1", "second");

        assertThat(pull(agent, image, PullPolicy.MISSING)).isEqualTo(first);
        assertThat(pull(agent, image, PullPolicy.NEVER)).isEmpty();
        assertThat(pull(agent, image, PullPolicy.ALWAYS)).isEqualTo(second);

        String young = agent.create(request("young", image), LIMIT);
        assertThat(agent.inspect(old, LIMIT).imageDigest()).isEqualTo(first);
        assertThat(agent.inspect(young, LIMIT).imageDigest()).isEqualTo(second);
    }

    @Test
    void fetchesWhatNamesNoRegistryFromTheDefaultOne() {
        String digest = registry.push("open/default", "1", "default");
        AgentEngine agent = agent(new RegistryLogins(Map.of(), null, registry.host()));

        assertThat(pull(agent, "open/default:1", PullPolicy.MISSING)).isEqualTo(digest);
        String tagged = agent.create(request("tagged", "open/default:1"), LIMIT);
        String pinned = agent.create(request("pinned", "open/default@" + digest), LIMIT);

        assertThat(agent.inspect(tagged, LIMIT).spec().image()).isEqualTo("open/default:1");
        assertThat(agent.inspect(tagged, LIMIT).imageDigest()).isEqualTo(digest);
        assertThat(agent.inspect(pinned, LIMIT).imageDigest()).isEqualTo(digest);
    }

    @Test
    void takesTheLoginsOfDockersOwnConfigurationAsTheyAreNow() throws IOException {
        String digest = basic.push("docker", "1", "docker");
        String image = basic.image("docker:1");
        AgentEngine agent = agent(new RegistryLogins(Map.of(), directory, ""));
        assertRefused(agent, image, "No login is configured");
        String auth = Base64.getEncoder()
                .encodeToString(
                        (TestingRegistry.USER + ":" + TestingRegistry.PASSWORD).getBytes(StandardCharsets.UTF_8));

        Files.writeString(
                directory.resolve("config.json"), "{\"auths\":{\"" + basic.host() + "\":{\"auth\":\"" + auth + "\"}}}");

        assertThat(pull(agent, image, PullPolicy.MISSING)).isEqualTo(digest);
    }
}
