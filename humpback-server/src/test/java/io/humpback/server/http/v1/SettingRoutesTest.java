package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.scheduler.control.CommandRejectedException;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingRoutesTest {
    private static final String LABELS = "/v1/groups/nodelabels";

    private final RunningApi api = RunningApi.start();

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"NODE_NOT_FOUND,404", "INVALID,400", "NOT_LEADING,503"})
    void tellsWhyANodeIsNotLabelled(Reason reason, int status) {
        api.control.settingBehaviour =
                setting -> CompletableFuture.failedFuture(new CommandRejectedException(reason, "because"));

        HttpResponse<String> answer = api.call("PUT", LABELS, "{\"Server\":\"n1\",\"Labels\":{\"a\":\"b\"}}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Capture.json(answer.body()).get("Contnet").asText()).isEqualTo("because");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"Server\":\" \"}",
                "{\"Server\":\"../n1\"}",
                "{\"Server\":\"n1\",\"Labels\":{\" \":\"b\"}}",
                "{\"Server\":\"n1\",\"Labels\":[]}",
                "{\"Server\":\"n1\",\"Labels\":{\"a\":1}}"
            })
    void refusesLabelsThatMakeNoSense(String body) {
        assertThat(api.call("PUT", LABELS, body).statusCode()).isEqualTo(400);
        assertThat(api.control.set).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enable", " DISABLE ", "disable"})
    void acceptsAClusterEventAndChangesNothing(String event) {
        HttpResponse<String> answer = api.call("POST", "/v1/cluster/event", "{\"Event\":\"" + event + "\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(api.control.set).isEmpty();
        assertThat(api.control.submitted).isEmpty();
    }

    @Test
    void refusesAnUnknownClusterEvent() {
        HttpResponse<String> answer = api.call("POST", "/v1/cluster/event", "{\"Event\":\"explode\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Capture.json(answer.body()).get("Contnet").asText()).isEqualTo("event type invalid");
    }
}
