package io.humpback.server.http.v1;

import io.humpback.core.HostedContainer;
import io.humpback.core.MetaId;
import io.humpback.core.OperationResult;
import io.humpback.core.OperationResult.Item;
import io.humpback.scheduler.control.CommandRejectedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Puts outcomes into the original's words. Stateless. */
final class Outcomes {
    static final String CREATE_FAILURE = "cluster create containers failure, ";
    static final String META_NOT_FOUND = "cluster metadata not found";

    private static final String NO_ENGINE = "cluster no docker-engine available";
    private static final int MAX_REASONS = 20;

    private Outcomes() {}

    /** Returns the answer to a command that was refused. */
    static Answer rejected(CommandRejectedException e) {
        return switch (e.reason()) {
            case META_NOT_FOUND -> Answer.failure(404, META_NOT_FOUND);
            case NODE_NOT_FOUND -> Answer.failure(404, String.valueOf(e.getMessage()));
            case NAME_TAKEN ->
                Answer.failure(409, "cluster create containers name conflict, this cluster already exists");
            case SETTING -> Answer.failure(500, "cluster containers state is setting");
            case MIGRATING -> Answer.failure(500, "cluster containers state is migrating");
            case NO_ENGINE -> Answer.failure(500, NO_ENGINE);
            case NOT_ADMITTED -> Answer.failure(403, String.valueOf(e.getMessage()));
            case INVALID -> Answer.failure(400, String.valueOf(e.getMessage()));
            case NOT_LEADING -> Answer.failure(503, String.valueOf(e.getMessage()));
        };
    }

    /** Returns why nothing of a create could be done: one line for each different reason, the first twenty of them. */
    static String createFailure(List<Item> items) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Item item : items) {
            reasons.add(item.nodeName().isEmpty() ? unplaced(item) : failed(item));
        }
        StringBuilder text = new StringBuilder(CREATE_FAILURE);
        reasons.stream()
                .limit(MAX_REASONS)
                .forEach(reason -> text.append(reason).append('\n'));
        if (reasons.size() > MAX_REASONS) {
            text.append("and ").append(reasons.size() - MAX_REASONS).append(" more\n");
        }
        return text.toString();
    }

    /** Returns why an update or upgrade was not done, in the words of the first instance for which it failed. */
    static String rollOutFailure(String verb, MetaId meta, List<Item> items) {
        Item item = items.get(0);
        return verb + " " + meta + " failure, " + (item.nodeName().isEmpty() ? unplaced(item) : failed(item));
    }

    private static String unplaced(Item item) {
        return item.reason().isEmpty() ? NO_ENGINE : NO_ENGINE + ", " + item.reason();
    }

    private static String failed(Item item) {
        return "create container " + item.containerName() + " request, " + item.reason();
    }

    /** Returns the outcome of {@code verb} for each instance. */
    static List<Data.Outcome> of(String verb, OperationResult result) {
        return result.items().stream()
                .map(item -> new Data.Outcome(
                        item.nodeAddress(),
                        MetaShapes.serverName(item.nodeName()),
                        item.containerId(),
                        text(verb, item)))
                .toList();
    }

    /** Returns an outcome for each container, told by {@code result}. */
    static List<Data.Outcome> of(List<HostedContainer> containers, Function<HostedContainer, String> result) {
        return containers.stream()
                .map(hosted -> new Data.Outcome(
                        hosted.nodeAddress(),
                        MetaShapes.serverName(hosted.nodeName()),
                        hosted.container().id(),
                        result.apply(hosted)))
                .toList();
    }

    private static String text(String verb, Item item) {
        return switch (item.outcome()) {
            case DONE -> verb + " successed.";
            case FAILED, WAITING, UNKNOWN -> {
                String word = item.outcome() == OperationResult.Outcome.FAILED
                        ? "failure"
                        : item.outcome().name().toLowerCase(Locale.ROOT);
                yield verb + " " + word + (item.reason().isEmpty() ? "" : ", " + item.reason());
            }
        };
    }

    /** Returns what the original's agent says of an action that does not exist. */
    static String unknownAction(String action, String containerId) {
        String shortId = containerId.length() > 12 ? containerId.substring(0, 12) : containerId;
        return action + " failure, " + action + " container " + shortId
                + " request, engine client error, httpcode: 400";
    }
}
