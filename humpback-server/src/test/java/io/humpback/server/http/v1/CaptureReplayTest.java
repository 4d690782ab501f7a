package io.humpback.server.http.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Item;
import io.humpback.core.OperationResult.Outcome;
import io.humpback.scheduler.control.ClusterSetting;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.server.http.HttpSettings;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends what was sent to the original and compares status, headers and body, byte for byte but for the ids. */
class CaptureReplayTest {
    private static final Map<String, Reason> REJECTIONS = Map.of(
            "cluster create containers name conflict, this cluster already exists", Reason.NAME_TAKEN,
            "cluster no docker-engine available", Reason.NO_ENGINE,
            "cluster metadata not found", Reason.META_NOT_FOUND,
            "cluster containers state is setting", Reason.SETTING,
            "cluster containers state is migrating", Reason.MIGRATING);
    private static final String FAILURE = "cluster create containers failure, ";

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = new RunningApi(HttpSettings.DEFAULT.withCrossOrigin(true), V1Settings.DEFAULT.withCrossOrigin(true));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void forget() {
        api.control.groups.clear();
        api.control.metas.clear();
        api.control.containers.clear();
        api.control.nodes.clear();
        api.control.submitted.clear();
        api.control.set.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster-event-badjson",
                "cluster-event-disable",
                "collections-list-blank-group",
                "collections-list-unknown-group",
                "configuration",
                "cors-preflight",
                "create-badjson",
                "create-empty-group",
                "create-empty-name",
                "create-negative-instances",
                "create-zero-instances",
                "group-event-change-ok",
                "group-event-create-ok",
                "group-event-unknown-event",
                "meta-base-unknown",
                "meta-blank",
                "method-not-allowed",
                "nodelabels-badjson",
                "operate-empty-metaid",
                "operate-one-badjson",
                "ping",
                "remove-name-unknown",
                "remove-name-unknown-group",
                "trailing-slash",
                "unknown-route",
                "update-badjson"
            })
    void answersWithoutTheCluster(String name) {
        replay(Capture.load(name));

        assertThat(api.control.submitted).isEmpty();
        assertThat(api.control.set).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"collections-list-ok", "meta-ok", "meta-all-down", "meta-base-ok", "meta-after-empty-tag"})
    void showsMetas(String name) {
        Capture capture = Capture.load(name);
        JsonNode metas = capture.data().path("Containers");
        for (JsonNode json : metas.isArray() ? metas : capture.data()) {
            Meta meta = CaptureWorld.meta(json);
            api.control.metas.add(meta);
            api.control.containers.put(meta.id(), CaptureWorld.hostedList(json.path("Containers")));
        }

        replay(capture);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engine-after-labels",
                "engine-by-ip",
                "engine-by-name",
                "engine-by-name-lowercase",
                "engine-unknown-name",
                "engines-ok",
                "engines-one-down"
            })
    void showsEngines(String name) {
        Capture capture = Capture.load(name);
        JsonNode engines = capture.data().path("Engines");
        for (JsonNode json : engines.isArray() ? engines : capture.data()) {
            if (!json.get("ID").asText().isEmpty()) {
                api.control.nodes.add(CaptureWorld.node(json));
            }
        }
        if (engines.isArray()) {
            api.control.groups.add(
                    CaptureWorld.group(capture.data().get("GroupId").asText(), api.control.nodes));
        }

        replay(capture);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create-full",
                "create-host",
                "create-ok",
                "create-partial-port-clash",
                "create-recreate-force",
                "create-recreate-other-tag",
                "update-as-web-advance-setting",
                "update-config-changed",
                "update-scale-down",
                "update-scale-up",
                "update-to-zero"
            })
    void createsAndUpdates(String name) {
        Capture capture = Capture.load(name);
        Meta meta = CaptureWorld.meta(
                capture.data().get("MetaId").asText(),
                capture.data().path("GroupId").asText("g"),
                "name");
        api.control.metas.add(meta);
        List<HostedContainer> containers =
                CaptureWorld.hostedList(capture.data().get("Containers"));
        List<Item> items = new ArrayList<>();
        for (HostedContainer hosted : containers) {
            items.add(item(items.size() + 1, hosted.container().id(), Outcome.DONE, ""));
        }
        if (capture.data().toString().contains(" partial\"")) {
            items.add(item(items.size() + 1, "", Outcome.FAILED, "port is already allocated"));
        }
        api.control.complete(new OperationResult(OperationId.of("o"), meta, items, containers));

        replay(capture, CaptureReplayTest::nullForNothing);
    }

    /** Docker says of lists without content now null, now []; we always say null. */
    private static String nullForNothing(String body) {
        return body.replaceAll("\"(Dns|Extrahosts|Ulimits)\" : \\[ \\]", "\"$1\" : null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operate-kill",
                "operate-one-ok",
                "operate-pause",
                "operate-pause-twice-1",
                "operate-restart",
                "operate-start",
                "operate-start-already",
                "operate-stop",
                "operate-unpause",
                "operate-while-migrating",
                "remove-meta-ok",
                "remove-name-ok",
                "remove-one-ok",
                "remove-short-group-id"
            })
    void operatesAndRemoves(String name) {
        Capture capture = Capture.load(name);
        Meta meta = CaptureWorld.meta(
                capture.data().get("MetaId").asText(), "8f3c1d2e-0b4a-4c6e-9f10-1a2b3c4d5e6f", "full");
        api.control.metas.add(meta);
        List<Item> items = new ArrayList<>();
        for (JsonNode outcome : capture.data().get("Containers")) {
            items.add(new Item(
                    items.size() + 1,
                    "c",
                    outcome.get("HostName").asText(),
                    outcome.get("IP").asText(),
                    outcome.get("ContainerId").asText(),
                    Outcome.DONE,
                    ""));
        }
        api.control.complete(new OperationResult(OperationId.of("o"), meta, items, List.of()));

        replay(capture);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create-conflict-while-setting",
                "create-name-conflict",
                "create-no-engines",
                "create-short-group-id-again",
                "operate-unknown-meta",
                "operate-while-setting",
                "remove-meta-unknown",
                "remove-while-setting",
                "update-while-migrating"
            })
    void tellsWhatWasRejected(String name) {
        Capture capture = Capture.load(name);
        if (name.startsWith("update")) {
            api.control.metas.add(CaptureWorld.meta("1fa08f42-f0c0-4e38-9bcc-dc0ed0d88418", "g", "n"));
        }
        api.control.reject(REJECTIONS.get(capture.content()));

        replay(capture);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-constraint-nomatch", "create-image-pull-fails", "create-start-fails"})
    void tellsWhyNothingWasCreated(String name) {
        Capture capture = Capture.load(name);
        String reason = capture.content().substring(FAILURE.length()).stripTrailing();
        boolean placed = reason.startsWith("create container");
        Item item = new Item(
                1,
                placed ? reason.substring("create container ".length(), reason.indexOf(" request, ")) : "",
                placed ? "n1" : "",
                "",
                "",
                Outcome.FAILED,
                placed ? reason.substring(reason.indexOf(" request, ") + " request, ".length()) : "");
        Meta meta = CaptureWorld.meta("m", "g", "c1");
        api.control.complete(new OperationResult(OperationId.of("o"), meta, List.of(item), List.of()));

        replay(capture);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operate-unknown-action"})
    void tellsOfAnUnknownActionAndDoesNothing(String name) {
        Capture capture = Capture.load(name);
        Meta meta = CaptureWorld.meta(capture.data().get("MetaId").asText(), "g", "n");
        api.control.metas.add(meta);
        JsonNode containers = Capture.load("create-ok").data().get("Containers");
        List<HostedContainer> hosted = new ArrayList<>();
        for (JsonNode outcome : capture.data().get("Containers")) {
            ObjectNode flat = (ObjectNode) containers.get(0).deepCopy();
            flat.set("IP", outcome.get("IP"));
            flat.set("HostName", outcome.get("HostName"));
            flat.set("Id", outcome.get("ContainerId"));
            hosted.add(CaptureWorld.hosted(flat));
        }
        api.control.containers.put(meta.id(), hosted);

        replay(capture);

        assertThat(api.control.submitted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodelabels-by-ip", "nodelabels-by-name", "nodelabels-null"})
    void labelsANode(String name) {
        Capture capture = Capture.load(name);

        replay(capture);

        JsonNode body = capture.request().get("body");
        java.util.Map<String, String> labels = new java.util.TreeMap<>();
        body.path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        assertThat(api.control.set)
                .containsExactly(new ClusterSetting.SetLabels(body.get("Server").asText(), labels));
    }

    @ParameterizedTest
    @ValueSource(strings = {"group-event-remove-ok", "group-event-remove-unknown-group"})
    void removesTheGroupThatAnEventNames(String name) {
        Capture capture = Capture.load(name);

        replay(capture);

        GroupId group = GroupId.of(capture.request().get("body").get("GroupId").asText());
        assertThat(api.control.set).containsExactly(new ClusterSetting.RemoveGroup(group));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade-bridge", "upgrade-host", "upgrade-ok"})
    void upgrades(String name) {
        Capture capture = Capture.load(name);
        Meta meta = metaOf(capture, "hb/noop:1");
        List<HostedContainer> containers =
                CaptureWorld.hostedList(capture.data().get("Containers"));
        List<Item> items = List.of(item(1, "c", Outcome.DONE, ""));
        api.control.complete(new OperationResult(OperationId.of("o"), meta, items, containers));

        replay(capture, CaptureReplayTest::nullForNothing);

        String tag = capture.request().get("body").get("ImageTag").asText();
        assertThat(api.control.submitted).containsExactly(new Command.UpgradeMeta(meta.id(), "hb/noop:" + tag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade-bridge-broken", "upgrade-missing-image"})
    void tellsWhyNothingWasUpgraded(String name) {
        Capture capture = Capture.load(name);
        Meta meta = metaOf(capture, "hb/noop:1");
        String[] parts = capture.content().split("create container | request, ", 3);
        Item failed = new Item(4, parts[1], "n1", "", "", Outcome.FAILED, parts[2]);
        api.control.complete(new OperationResult(OperationId.of("o"), meta, List.of(failed), List.of()));

        replay(capture);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade-same-tag", "upgrade-image-without-tag"})
    void refusesATagThatChangesNothing(String name) {
        Capture capture = Capture.load(name);
        metaOf(capture, name.equals("upgrade-same-tag") ? "hb/noop:1" : "hb/noop");

        replay(capture);

        assertThat(api.control.submitted).isEmpty();
    }

    private static Meta metaOf(Capture capture, String image) {
        Meta named =
                CaptureWorld.meta(capture.request().get("body").get("MetaId").asText(), "g", "n");
        Meta meta = named.withSpec(named.spec().toBuilder().image(image).build(), Instant.EPOCH);
        api.control.metas.add(meta);
        return meta;
    }

    private static Item item(int index, String id, Outcome outcome, String reason) {
        return new Item(index, "c" + index, "n1", "127.0.0.1", id, outcome, reason);
    }

    private static void replay(Capture capture) {
        replay(capture, body -> body);
    }

    private static void replay(Capture capture, UnaryOperator<String> alike) {
        HttpResponse<String> answer = api.call(capture.method(), capture.path(), capture.requestBody());

        assertThat(answer.statusCode()).isEqualTo(capture.status());
        if (!capture.response().get("headers").path("Content-Type").asText().startsWith("application/json")) {
            assertThat(answer.body()).isEqualTo(capture.body().asText());
        } else {
            assertThat(Capture.normalised(Capture.json(answer.body())))
                    .isEqualTo(alike.apply(Capture.normalised(capture.body())));
        }
        for (String header : List.of(
                "Content-Type",
                "Access-Control-Allow-Origin",
                "Access-Control-Allow-Headers",
                "Access-Control-Allow-Methods")) {
            JsonNode expected = capture.response().get("headers").get(header);
            assertThat(answer.headers().firstValue(header).orElse(null))
                    .as(header)
                    .isEqualTo(expected == null ? null : expected.asText());
        }
    }
}
