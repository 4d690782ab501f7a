package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;

/** Answers what is asked of images. On the loop's thread only. */
final class ImageRoutes {
    private static final int LAYER_BYTES = 2_000_000;
    private static final int STEPS = 4;

    private final Host host;

    ImageRoutes(Host host) {
        this.host = host;
    }

    void list(Exchange exchange) {
        ArrayNode list = Json.array();
        for (SimulatedImage image : host.images.values()) {
            ObjectNode entry = list.addObject()
                    .put("Containers", -1)
                    .put("Created", 0)
                    .put("Id", image.id())
                    .putNull("Labels")
                    .put("ParentId", "");
            entry.putNull("RepoDigests").putArray("RepoTags").add(image.reference());
            entry.put("SharedSize", -1).put("Size", LAYER_BYTES).put("VirtualSize", LAYER_BYTES);
        }
        exchange.answer(200, list);
    }

    void inspect(Exchange exchange, String reference) {
        SimulatedImage image = host.findImage(reference);
        if (image == null) {
            throw new Refusal(
                    404, "no such image: " + reference + ": No such image: " + SimulatedImage.withTag(reference));
        }
        ObjectNode answer = Json.object().put("Id", image.id());
        answer.putArray("RepoTags").add(image.reference());
        answer.putArray("RepoDigests");
        answer.put("Parent", "").put("Comment", "").put("Created", "1970-01-01T00:00:00Z");
        ObjectNode config = ContainerShape.config(Json.object(), image, " ".repeat(12), "");
        config.put("Hostname", "").putNull("Labels");
        answer.set("Config", config);
        answer.put("Architecture", "amd64")
                .put("Os", "linux")
                .put("Size", LAYER_BYTES)
                .put("VirtualSize", LAYER_BYTES);
        exchange.answer(200, answer);
    }

    void delete(Exchange exchange, String reference) {
        SimulatedImage image = host.findImage(reference);
        if (image == null) {
            throw new Refusal(404, "No such image: " + SimulatedImage.withTag(reference));
        }
        for (SimulatedContainer container : host.containers()) {
            if (container.image.equals(image) && !exchange.request().flag("force")) {
                throw new Refusal(
                        409,
                        "conflict: unable to remove repository reference \"" + reference
                                + "\" (must force) - container " + container.id.substring(0, 12)
                                + " is using its referenced image "
                                + image.id().substring("sha256:".length(), "sha256:".length() + 12));
            }
        }
        host.images.remove(image.reference());
        host.events.add("image", "untag", image.id(), Map.of("name", image.id()));
        host.events.add("image", "delete", image.id(), Map.of("name", image.id()));
        ArrayNode deleted = Json.array();
        deleted.addObject().put("Untagged", image.reference());
        deleted.addObject().put("Deleted", image.id());
        exchange.answer(200, deleted);
    }

    void pull(Exchange exchange) {
        String repository = exchange.request().parameter("fromImage");
        String tag = exchange.request().parameter("tag");
        String reference = tag.isEmpty() ? repository : repository + (tag.contains(":") ? "@" : ":") + tag;
        SimulatedImage.check(reference);
        SimulatedImage known = host.findImage(reference);
        SimulatedImage image = known == null ? SimulatedImage.named(reference) : known;
        if (!image.pullError().isEmpty()) {
            throw new Refusal(image.pullError().startsWith("manifest") ? 404 : 500, image.pullError());
        }
        exchange.openStream("application/json");
        String colonTag = image.reference().substring(image.repository().length() + 1);
        line(
                exchange,
                Json.object()
                        .put("status", "Pulling from " + image.repository())
                        .put("id", colonTag));
        step(exchange, image, known == null, 0);
    }

    /** Like a real engine, goes on only while somebody reads. */
    private void step(Exchange exchange, SimulatedImage image, boolean download, int done) {
        if (exchange.isEnded()) {
            return;
        }
        if (download && done < STEPS) {
            ObjectNode progress = Json.object().put("status", "Downloading");
            progress.putObject("progressDetail")
                    .put("current", LAYER_BYTES / STEPS * done)
                    .put("total", LAYER_BYTES);
            line(exchange, progress.put("id", layer(image)));
            Duration pause = image.pullTime().dividedBy(STEPS);
            host.loop.schedule(pause, () -> step(exchange, image, true, done + 1));
            return;
        }
        if (download) {
            line(exchange, Json.object().put("status", "Pull complete").put("id", layer(image)));
            host.images.put(image.reference(), image);
        }
        line(exchange, Json.object().put("status", "Digest: " + image.id()));
        String what = download ? "Downloaded newer image for " : "Image is up to date for ";
        line(exchange, Json.object().put("status", "Status: " + what + image.reference()));
        host.events.add("image", "pull", image.reference(), Map.of("name", image.repository()));
        exchange.endStream();
    }

    private static String layer(SimulatedImage image) {
        return image.id().substring("sha256:".length(), "sha256:".length() + 12);
    }

    private static void line(Exchange exchange, ObjectNode line) {
        exchange.chunk(Json.bytes(line));
    }
}
