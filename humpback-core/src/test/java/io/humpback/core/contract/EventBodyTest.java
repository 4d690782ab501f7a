package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.Cause;
import io.humpback.core.GroupId;
import io.humpback.core.Meta;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.OperationId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventBodyTest {
    static List<String> events() {
        return Captures.EVENTS;
    }

    @ParameterizedTest
    @MethodSource("events")
    void isWrittenAsItWasRead(String event) {
        JsonNode json = Captures.read("webhooks/" + event + ".json");

        assertThat(Captures.text(Captures.parse(json, EventBody.class))).isEqualTo(Captures.text(json));
    }

    /** What the original told of an event, told by us of the same one. */
    @ParameterizedTest
    @MethodSource("events")
    void ofAnEventIsTheOriginals(String event) {
        JsonNode json = Captures.read("webhooks/" + event + ".json");
        MetaEvent same = event(Captures.parse(json, EventBody.class));

        assertThat(Captures.text(EventBody.of(same, same.meta().hooks()))).isEqualTo(Captures.text(json));
    }

    @Test
    void listsTheHooksThatItsReceiverMaySee() {
        MetaEvent event = event(Captures.parse(Captures.read("webhooks/CreateMetaEvent.json"), EventBody.class));

        assertThat(event.meta().hooks()).isNotEmpty();
        assertThat(EventBody.of(event, List.of()).metaBase().webHooks()).isEmpty();
    }

    @Test
    void namesEachOfTheSevenEvents() {
        assertThat(Stream.of(Cause.values()).map(Cause::eventName)).containsExactlyInAnyOrderElementsOf(events());
    }

    private static MetaEvent event(EventBody body) {
        Cause cause = Stream.of(Cause.values())
                .filter(value -> value.eventName().equals(body.event()))
                .findFirst()
                .orElseThrow();
        return new MetaEvent(
                1,
                body.timestamp(),
                cause,
                OperationId.of("o1"),
                meta(body.metaBase()),
                body.hookContainers().stream().map(Observed::hosted).toList());
    }

    static Meta meta(MetaBase base) {
        return new Meta(
                MetaId.of(base.metaId()),
                GroupId.of(base.groupId()),
                1,
                1,
                base.instances(),
                Objects.requireNonNull(base.config()).toSpec(),
                base.placement().toPlacement(),
                base.webHooks().stream().map(WebHook::toHook).toList(),
                new MetaOptions(base.isRemoveDelay(), base.isRecovery()),
                Instant.ofEpochSecond(base.createAt()),
                base.lastUpdateAt() == 0 ? Instant.EPOCH : Instant.ofEpochSecond(base.lastUpdateAt()));
    }
}
