package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.Action;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Meta;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Item;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.server.http.HttpSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteRoutesTest {
    private static final String METAS = "/v1/groups/collections";
    private static final String CREATE =
            "{\"GroupId\":\"g\",\"Instances\":1,\"Config\":{\"Name\":\"web\",\"Image\":\"hb/noop:1\"}}";
    private static final Meta META = CaptureWorld.meta("m", "g", "web");

    private RunningApi api = RunningApi.start();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void appendsTheExplanationWhereNoNodeWasFound() {
        api.control.complete(result(item("", Outcome.FAILED, "3 nodes: 2 are full, 1 is down")));

        assertThat(content(api.call("POST", METAS, CREATE), 500))
                .isEqualTo("cluster create containers failure, cluster no docker-engine available, 3 nodes: 2 are"
                        + " full, 1 is down\n");
    }

    @Test
    void tellsTheSameReasonOnce() {
        api.control.complete(result(item("", Outcome.FAILED, "full"), item("", Outcome.FAILED, "full")));

        assertThat(content(api.call("POST", METAS, CREATE), 500))
                .isEqualTo("cluster create containers failure, cluster no docker-engine available, full\n");
    }

    @Test
    void tellsTwentyReasonsAtMost() {
        api.control.complete(result(IntStream.range(0, 25)
                .mapToObj(i -> item("n1", Outcome.FAILED, "reason " + i))
                .toArray(Item[]::new)));

        assertThat(content(api.call("POST", METAS, CREATE), 500))
                .endsWith("request, reason 19\nand 5 more\n")
                .doesNotContain("reason 20");
    }

    @Test
    void callsACreatePartialWhileAnInstanceIsUnknown() {
        api.control.complete(result(item("n1", Outcome.DONE, ""), item("n2", Outcome.UNKNOWN, "no answer")));

        assertThat(data(api.call("POST", METAS, CREATE)).get("Created").asText())
                .isEqualTo("created partial");
    }

    @Test
    void callsAnUpdatePartialEvenIfNothingWasDone() {
        api.control.metas.add(META);
        api.control.complete(result(item("", Outcome.FAILED, "full")));

        assertThat(data(api.call("PUT", METAS, "{\"MetaId\":\"m\",\"Instances\":9}"))
                        .get("Updated")
                        .asText())
                .isEqualTo("updated partial");
    }

    @Test
    void knowsNoMetaToUpdate() {
        assertThat(content(api.call("PUT", METAS, "{\"MetaId\":\"nope\",\"Instances\":9}"), 404))
                .isEqualTo("cluster metadata not found");
    }

    @Test
    void handsOverWhatAnUpdateNames() {
        api.control.metas.add(META);
        api.control.complete(result());

        api.call("PUT", METAS, "{\"MetaId\":\" m \",\"Instances\":9}");

        assertThat(api.control.submitted).containsExactly(new Command.UpdateMeta(META.id(), 9, null, null, null));
    }

    @Test
    void rollsOutAChangedConfig() {
        api.control.metas.add(META);
        api.control.complete(new OperationResult(OperationId.of("o"), META, List.of(), List.of()));

        api.call("PUT", METAS, "{\"MetaId\":\"m\",\"Config\":{\"Name\":\"web\",\"Image\":\"registry:5000/noop:2\"}}");

        assertThat(api.control.submitted)
                .containsExactly(new Command.UpdateMeta(
                        META.id(),
                        null,
                        null,
                        null,
                        null,
                        ContainerSpec.builder("web", "registry:5000/noop:2").build()));
    }

    @Test
    void tellsWhyAnUpdateWasRolledBackOrIsHeld() {
        api.control.metas.add(META);
        Item failed = new Item(
                1,
                "CLUSTER-g-web-4",
                "held",
                "",
                "",
                Outcome.FAILED,
                "the container is unhealthy; the roll-out is held");
        api.control.complete(new OperationResult(OperationId.of("o"), META, List.of(failed), List.of()));

        String answer = content(
                api.call("PUT", METAS, "{\"MetaId\":\"m\",\"Config\":{\"Name\":\"web\",\"Image\":\"hb/noop:2\"}}"),
                500);

        assertThat(answer)
                .isEqualTo("update m failure, create container CLUSTER-g-web-4 request, the container is unhealthy;"
                        + " the roll-out is held");
    }

    @Test
    void handsOverThatWhatHasTheNameIsToBeReplaced() {
        api.control.complete(result());
        String body =
                CREATE.substring(0, CREATE.length() - 1) + ",\"Option\":{\"IsReCreate\":true,\"ForceRemove\":true}}";

        assertThat(data(api.call("POST", METAS, body)).get("MetaId").asText()).isEqualTo("m");
        assertThat(api.control.submitted).singleElement().isInstanceOfSatisfying(Command.CreateMeta.class, command -> {
            assertThat(command.reCreate()).isTrue();
            assertThat(command.forceRemove()).isTrue();
        });
    }

    @Test
    void replacesNothingUnlessAskedTo() {
        api.control.complete(result());

        api.call("POST", METAS, CREATE);

        assertThat(api.control.submitted).singleElement().isInstanceOfSatisfying(Command.CreateMeta.class, command -> {
            assertThat(command.reCreate()).isFalse();
            assertThat(command.forceRemove()).isFalse();
        });
    }

    @Test
    void tellsOfEachInstanceHowFarAnActionCame() {
        api.control.complete(result(
                item("n1", Outcome.DONE, ""),
                item("n2", Outcome.FAILED, "no such container"),
                item("n3", Outcome.WAITING, "node is down"),
                item("n4", Outcome.UNKNOWN, "")));

        JsonNode containers = data(api.call("PUT", METAS + "/action", "{\"MetaId\":\"m\",\"Action\":\"STOP\"}"))
                .get("Containers");

        List<String> results = new ArrayList<>();
        containers.forEach(container -> results.add(container.get("Result").asText()));
        assertThat(results)
                .containsExactly(
                        "stop successed.",
                        "stop failure, no such container",
                        "stop waiting, node is down",
                        "stop unknown");
        assertThat(api.control.submitted).containsExactly(new Command.Operate(META.id(), Action.STOP));
    }

    @Test
    void removesByTheNameWithinTheGroup() {
        api.control.metas.add(CaptureWorld.meta("other", "h", "web"));
        api.control.metas.add(META);
        api.control.complete(result());

        api.call("DELETE", "/v1/groups/g/collections/web", "");

        assertThat(api.control.submitted).containsExactly(new Command.RemoveMeta(META.id()));
    }

    @Test
    void asksToTryAgainWhileNobodyLeads() {
        api.control.reject(Reason.NOT_LEADING);

        assertRetryable(api.call("POST", METAS, CREATE));
    }

    @Test
    void asksToTryAgainWhileTheStoreIsAway() {
        api.control.fail(new StoreUnavailableException("store did not answer", null));

        assertRetryable(api.call("DELETE", METAS + "/m", ""));
    }

    @Test
    void doesNotAskToTryAgainWhatMayHaveBeenDone() {
        api.control.fail(new StoreOutcomeUnknownException("c1", null));

        HttpResponse<String> answer = api.call("POST", METAS, CREATE);

        assertThat(content(answer, 500)).isEqualTo("commit got no answer: commitId=c1");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void tellsNothingOfADefect() {
        api.control.fail(new IllegalStateException("secret details"));

        assertThat(content(api.call("POST", METAS, CREATE), 500)).isEqualTo("internal error");
    }

    @Test
    void tellsNothingOfADefectBeforeTheFuture() {
        api.control.behaviour = command -> {
            throw new IllegalStateException("secret details");
        };

        assertThat(content(api.call("POST", METAS, CREATE), 500)).isEqualTo("internal error");
    }

    @Test
    void tellsWhatIsKnownAtTheDeadline() {
        startImpatient();
        api.control.behaviour = command -> {
            api.control.metas.add(META);
            return new CompletableFuture<>();
        };

        JsonNode data = data(api.call("POST", METAS, CREATE));

        assertThat(data.get("MetaId").asText()).isEqualTo("m");
        assertThat(data.get("Created").asText()).isEqualTo("created partial");
    }

    @Test
    void saysAtTheDeadlineThatNothingIsKnown() {
        startImpatient();
        api.control.behaviour = command -> new CompletableFuture<>();

        assertThat(content(api.call("POST", METAS, CREATE), 500))
                .isEqualTo("cluster create containers failure, its outcome is not known");
    }

    @Test
    void leavesTheOperationAloneAtTheDeadline() {
        startImpatient();
        CompletableFuture<OperationResult> operation = new CompletableFuture<>();
        api.control.behaviour = command -> operation;

        api.call("POST", METAS, CREATE);

        assertThat(operation).isNotDone();
    }

    private void startImpatient() {
        api.close();
        api = new RunningApi(HttpSettings.DEFAULT, new V1Settings(false, Duration.ofMillis(100), 10));
    }

    private static void assertRetryable(HttpResponse<String> answer) {
        assertThat(content(answer, 503)).isNotEmpty();
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static String content(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Capture.json(answer.body()).get("Data").isNull()).isTrue();
        return Capture.json(answer.body()).get("Contnet").asText();
    }

    private static JsonNode data(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return Capture.json(answer.body()).get("Data");
    }

    private static Item item(String node, Outcome outcome, String reason) {
        return new Item(1, "CLUSTER-g-web-1", node, "127.0.0.1", "c1", outcome, reason);
    }

    private static OperationResult result(Item... items) {
        return new OperationResult(OperationId.of("o"), META, List.of(items), List.of());
    }
}
