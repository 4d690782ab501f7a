package io.humpback.webhook;

import static io.humpback.webhook.TestingEvents.API;
import static io.humpback.webhook.TestingEvents.WEB;
import static io.humpback.webhook.TestingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.humpback.core.Cause;
import io.humpback.core.ContainerState;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationId;
import io.humpback.core.Placement;
import io.humpback.core.contract.Container;
import io.humpback.core.contract.EventBody;
import io.humpback.core.contract.HookContainer;
import io.humpback.core.contract.MetaBase;
import io.humpback.core.contract.WebHook;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MessageWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Hook OURS = new Hook("http://user:pw@ours.test:8013/hook?key=k1", "token-1");
    private static final Hook THEIRS = new Hook("https://user:pw@theirs.test/secret/path?key=k2", "token-2");
    private static final Hook STRANGE = new Hook("not a url", "token-3");

    private final MessageWriter writer = new MessageWriter(HookVisibility.OWN);

    @ParameterizedTest
    @EnumSource
    void writesWhatTheOriginalWrote(Cause cause) throws IOException {
        JsonNode captured = capture(cause.eventName());
        MetaEvent event = eventOf(captured);

        WebhookMessage message = writer.write(event, event.meta().hooks().get(0));

        assertThat(JSON.readTree(message.body())).hasToString(captured.toString());
    }

    @Test
    void showsAReceiverItsOwnEntryAndTheOthersHosts() throws JsonProcessingException {
        JsonNode hooks = hooks(HookVisibility.OWN);

        assertThat(hooks)
                .hasToString("[{\"Url\":\"" + OURS.url() + "\",\"SecretToken\":\"token-1\"},"
                        + "{\"Url\":\"https://theirs.test\",\"SecretToken\":\"\"},"
                        + "{\"Url\":\"(not an http url)\",\"SecretToken\":\"\"}]");
    }

    @Test
    void showsHostsAloneIfToldTo() throws JsonProcessingException {
        JsonNode hooks = hooks(HookVisibility.HOSTS);

        assertThat(hooks)
                .hasToString("[{\"Url\":\"http://ours.test:8013\",\"SecretToken\":\"\"},"
                        + "{\"Url\":\"https://theirs.test\",\"SecretToken\":\"\"},"
                        + "{\"Url\":\"(not an http url)\",\"SecretToken\":\"\"}]");
    }

    @Test
    void showsEverythingIfToldTo() throws JsonProcessingException {
        JsonNode hooks = hooks(HookVisibility.ALL);

        assertThat(hooks.findValuesAsText("Url")).containsExactly(OURS.url(), THEIRS.url(), STRANGE.url());
        assertThat(hooks.findValuesAsText("SecretToken")).containsExactly("token-1", "token-2", "token-3");
    }

    @Test
    void sortsMapsSinceTheirOrderChangesWithEachStart() throws JsonProcessingException {
        WebhookMessage message = writer.write(event(WEB, 1, OURS), OURS);

        JsonNode labels = JSON.readTree(message.body()).at("/MetaBase/Config/Labels");
        assertThat(labels.fieldNames()).toIterable().containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void namesAnEventByItsCommitMetaAndOperation() {
        assertThat(MessageWriter.idOf(event(WEB, 7, OURS)))
                .matches("msg_7_[0-9a-f]{16}")
                .isEqualTo(MessageWriter.idOf(event(WEB, 7, THEIRS)))
                .isNotEqualTo(MessageWriter.idOf(event(API, 7, OURS)))
                .isNotEqualTo(MessageWriter.idOf(event(WEB, 8, OURS)));
    }

    @Test
    void keepsSecretsOutOfItsText() {
        assertThat(writer.write(event(WEB, 1, OURS), OURS).toString())
                .doesNotContain("token-1")
                .doesNotContain("pw");
    }

    private static JsonNode hooks(HookVisibility show) throws JsonProcessingException {
        WebhookMessage message = new MessageWriter(show).write(event(WEB, 1, OURS, THEIRS, STRANGE), OURS);
        return JSON.readTree(message.body()).at("/MetaBase/WebHooks");
    }

    private static JsonNode capture(String eventName) throws IOException {
        try (InputStream file = MessageWriterTest.class.getResourceAsStream("/captures/" + eventName + ".json")) {
            return JSON.readTree(file);
        }
    }

    /** Returns the event that the original told of with {@code captured}. */
    private static MetaEvent eventOf(JsonNode captured) throws JsonProcessingException {
        EventBody body = JSON.treeToValue(captured, EventBody.class);
        MetaBase base = body.metaBase();
        Cause cause = Arrays.stream(Cause.values())
                .filter(candidate -> candidate.eventName().equals(body.event()))
                .findFirst()
                .orElseThrow();
        Meta meta = new Meta(
                MetaId.of(base.metaId()),
                GroupId.of(base.groupId()),
                1,
                1,
                base.instances(),
                base.config().toSpec(),
                Placement.ANYWHERE,
                base.webHooks().stream().map(WebHook::toHook).toList(),
                new MetaOptions(base.isRemoveDelay(), base.isRecovery()),
                Instant.ofEpochSecond(base.createAt()),
                Instant.ofEpochSecond(base.lastUpdateAt()));
        List<HostedContainer> containers =
                body.hookContainers().stream().map(MessageWriterTest::hosted).toList();
        return new MetaEvent(1, body.timestamp(), cause, OperationId.of("op"), meta, containers);
    }

    private static HostedContainer hosted(HookContainer seen) {
        Container container = seen.container();
        ContainerState state = new ContainerState(
                ContainerState.Status.valueOf(container.status().status().toUpperCase(Locale.ROOT)),
                container.status().oomKilled(),
                container.status().pid(),
                container.status().exitCode(),
                container.status().error(),
                "",
                container.status().startedAt(),
                container.status().finishedAt());
        ObservedContainer observed = new ObservedContainer(
                container.id(),
                container.name(),
                state,
                container.toSpec().toBuilder()
                        .command(container.commandWithoutEntryPoint())
                        .build(),
                container.command(),
                null);
        return new HostedContainer(NodeId.of(seen.ip()), seen.name(), seen.ip(), observed);
    }
}
