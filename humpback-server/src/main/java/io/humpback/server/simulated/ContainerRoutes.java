package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Answers what is asked of containers and is answered at once. On the loop's thread only. */
final class ContainerRoutes {
    private static final Set<String> FILTERS = Set.of(
            "ancestor",
            "before",
            "exited",
            "expose",
            "health",
            "id",
            "isolation",
            "is-task",
            "label",
            "name",
            "network",
            "publish",
            "since",
            "status",
            "volume");

    private final Host host;

    ContainerRoutes(Host host) {
        this.host = host;
    }

    /** Returns whether the verb is one of those here; if so, it is answered. */
    boolean handle(Exchange exchange, String method, String idOrName, String verb) {
        HttpRequest request = exchange.request();
        switch (method + " " + verb) {
            case "GET json" -> {
                exchange.answer(200, ContainerShape.inspection(host.container(idOrName)));
                return true;
            }
            case "DELETE " -> host.remove(host.container(idOrName), request.flag("force"));
            case "POST start" -> host.life.start(host.container(idOrName));
            case "POST stop" -> host.life.stop(host.container(idOrName));
            case "POST restart" -> host.life.restart(host.container(idOrName));
            case "POST kill" -> host.life.kill(host.container(idOrName), request.parameter("signal"));
            case "POST pause" -> host.life.pause(host.container(idOrName));
            case "POST unpause" -> host.life.unpause(host.container(idOrName));
            case "POST rename" -> host.rename(host.container(idOrName), request.parameter("name"));
            default -> {
                return false;
            }
        }
        exchange.answerEmpty(204);
        return true;
    }

    void list(Exchange exchange) {
        HttpRequest request = exchange.request();
        Filters filters = request.filters().allow(FILTERS);
        boolean all = request.flag("all") || filters.values().containsKey("status");
        ArrayNode list = Json.array();
        for (SimulatedContainer container : host.containers()) {
            boolean shown =
                    all || container.status.isLive() || container.status == SimulatedContainer.Status.RESTARTING;
            if (shown && matches(container, filters)) {
                list.add(ContainerShape.listEntry(container));
            }
        }
        exchange.answer(200, list);
    }

    private static boolean matches(SimulatedContainer container, Filters filters) {
        return filters.matchesLabels(container.labels())
                && filters.matches("id", wanted -> container.id.startsWith(wanted))
                && filters.matches("name", wanted -> ("/" + container.name).contains(wanted))
                && filters.matches("status", wanted -> container.status.word().equals(wanted))
                && filters.matches("health", wanted -> wanted.equals(container.health))
                && filters.matches(
                        "ancestor", wanted -> container.image.reference().equals(SimulatedImage.withTag(wanted)));
    }

    void create(Exchange exchange) {
        HttpRequest request = exchange.request();
        if (!(request.json() instanceof ObjectNode body)) {
            throw new Refusal(400, "config cannot be empty in order to create a container");
        }
        String name = Host.withoutSlash(request.parameter("name"));
        String reference = body.path("Image").asText();
        SimulatedImage.check(reference);
        SimulatedImage image = host.findImage(reference);
        if (image == null) {
            throw new Refusal(404, "No such image: " + SimulatedImage.withTag(reference));
        }
        String id = host.newId();
        if (request.query().containsKey("name")) {
            host.checkName("", "", name);
        } else {
            name = "simulated_" + id.substring(0, 12);
        }
        SimulatedContainer container = new SimulatedContainer(
                id,
                name,
                host.clock.instant(),
                image,
                ContainerShape.config(body, image, id, host.profile.name()),
                ContainerShape.hostConfig(body.path("HostConfig")));
        checkCommand(container);
        host.add(container);
        exchange.answer(201, Json.object().put("Id", id).set("Warnings", Json.array()));
    }

    private static void checkCommand(SimulatedContainer container) {
        JsonNode memory = container.hostConfig.path("Memory");
        if (memory.asLong() > 0 && memory.asLong() < 6L << 20) {
            throw new Refusal(400, "Minimum memory limit allowed is 6MB");
        }
        if (container.path.isEmpty()) {
            throw new Refusal(400, "No command specified");
        }
    }
}
