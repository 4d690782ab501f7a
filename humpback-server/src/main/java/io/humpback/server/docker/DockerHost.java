package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.Subscription;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The Docker engine of an agent's own host. Questions, changes and pulls have connections of their own, and so have the
 * stops that the agent makes by itself: long stops do not keep the agent from telling how its engine is, images that
 * come slowly keep nothing from being stopped, and what must end in time waits for none of them. Safe for use by several
 * threads.
 */
public final class DockerHost implements ContainerEngine {
    /** The largest answer that is kept in memory. */
    private static final int MAX_ANSWER = 16 << 20;

    private final DockerEndpoint endpoint;
    private final DockerSettings settings;
    private final @Nullable SSLContext tls;
    private final DockerEngine questions;
    private final DockerEngine changes;
    private final DockerEngine pulls;
    private final DockerEngine endings;

    DockerHost(DockerEndpoint endpoint, DockerSettings settings, @Nullable SSLContext tls) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.tls = tls;
        InspectCache known = new InspectCache();
        questions = new DockerEngine(endpoint, settings, tls, known);
        changes = new DockerEngine(endpoint, settings, tls, known);
        pulls = new DockerEngine(endpoint, settings, tls, known);
        endings = new DockerEngine(endpoint, settings, tls, known);
    }

    /** Returns where the engine is reached. */
    public String endpoint() {
        return endpoint.toString();
    }

    /** Returns the engine's own answer, in JSON. */
    public byte[] read(EngineQuery query, Duration deadline) {
        return questions.call(query.toString(), deadline, client -> read(client, query));
    }

    /** Returns the engine's own answer. */
    public JsonNode readTree(EngineQuery query, Duration deadline) {
        return questions.call(query.toString(), deadline, client -> EngineClient.JSON.readTree(read(client, query)));
    }

    /** Opens an answer that may go on for long, to be closed. It is open at the deadline at the latest. */
    public InputStream open(EngineQuery query, Duration deadline) {
        EngineClient client = new EngineClient(endpoint, settings, tls, null);
        boolean opened = false;
        try {
            InputStream body = questions.call(query.toString(), deadline, ignored -> body(client, query));
            opened = true;
            return body;
        } finally {
            if (!opened) {
                client.close();
            }
        }
    }

    /** Returns whether a container has a terminal, and so one stream of output instead of two. */
    public boolean hasTerminal(String idOrName, Duration deadline) {
        return readTree(EngineQuery.container(idOrName), deadline)
                .path("Config")
                .path("Tty")
                .asBoolean();
    }

    /** Removes a container unless it runs; its volumes stay. */
    public void removeStopped(String id, Duration deadline) {
        changes.call("remove " + id, deadline, client -> {
            client.docker()
                    .removeContainerCmd(id)
                    .withForce(false)
                    .withRemoveVolumes(false)
                    .exec();
            return true;
        });
    }

    /**
     * Fetches an image and tells how far it is, from another thread.
     *
     * @return the image's digest at its registry, empty if it has none
     */
    public String pull(AgentPull pull, Consumer<AgentPullStep> progress, Duration deadline) {
        return pulls.pull(pull.image(), pull.always(), progress, deadline);
    }

    /** Returns the containers with a label that have not ended, as a list tells of them: their details are not asked for. */
    public List<ObservedContainer> started(String label, Duration deadline) {
        return endings.started(label, deadline);
    }

    /** Sends a container the signal by which it is asked to end, and does not wait for it; fine if it has ended. */
    public void askToEnd(String id, Duration deadline) {
        endings.askToEnd(id, deadline);
    }

    /** Ends a container without any grace, whatever else is being changed; fine if it has ended. */
    public void endAtOnce(String id, Duration deadline) {
        endings.stop(id, Duration.ZERO, deadline); // unlike a kill it also ends what is between two of its restarts
    }

    /** Returns what would make a container like this one anew; refused with 409 if something of it would be lost. */
    public ContainerRequest recreation(String idOrName, Duration deadline) {
        return questions.call("inspect " + idOrName, deadline, client -> {
            JsonNode container = EngineClient.JSON.readTree(read(client, EngineQuery.container(idOrName)));
            JsonNode image = EngineClient.JSON.readTree(
                    read(client, EngineQuery.image(container.path("Image").asText())));
            return new Recreation(container, image)
                    .request(DockerAnswers.details(
                            client.docker().inspectContainerCmd(idOrName).exec()));
        });
    }

    @Override
    public NodeFacts info(Duration deadline) {
        return questions.info(deadline);
    }

    @Override
    public List<ObservedContainer> list(Duration deadline) {
        return questions.list(deadline);
    }

    @Override
    public ObservedContainer inspect(String idOrName, Duration deadline) {
        return questions.inspect(idOrName, deadline);
    }

    @Override
    public String create(ContainerRequest request, Duration deadline) {
        return changes.create(request, deadline);
    }

    @Override
    public void start(String id, Duration deadline) {
        changes.start(id, deadline);
    }

    @Override
    public void stop(String id, Duration grace, Duration deadline) {
        changes.stop(id, grace, deadline);
    }

    @Override
    public void restart(String id, Duration grace, Duration deadline) {
        changes.restart(id, grace, deadline);
    }

    @Override
    public void kill(String id, Duration deadline) {
        changes.kill(id, deadline);
    }

    @Override
    public void pause(String id, Duration deadline) {
        changes.pause(id, deadline);
    }

    @Override
    public void unpause(String id, Duration deadline) {
        changes.unpause(id, deadline);
    }

    @Override
    public void rename(String id, String newName, Duration deadline) {
        changes.rename(id, newName, deadline);
    }

    @Override
    public void remove(String id, Duration deadline) {
        changes.remove(id, deadline);
    }

    @Override
    public void pull(String image, Duration deadline) {
        pulls.pull(image, deadline);
    }

    @Override
    public String pull(String image, PullPolicy policy, PullListener listener, Duration deadline) {
        return pulls.pull(image, policy, listener, deadline);
    }

    @Override
    public Subscription subscribe(EngineEventListener listener) {
        return questions.subscribe(listener);
    }

    @Override
    public void close() {
        questions.close();
        changes.close();
        pulls.close();
        endings.close();
    }

    private static byte[] read(EngineClient client, EngineQuery query) throws IOException {
        try (Response response = client.open(versioned(client, query))) {
            byte[] answer = response.getBody().readNBytes(MAX_ANSWER + 1);
            if (answer.length > MAX_ANSWER) {
                throw new IOException("answer above " + MAX_ANSWER + " bytes");
            }
            return answer;
        }
    }

    private static InputStream body(EngineClient client, EngineQuery query) throws IOException {
        Response response = client.open(versioned(client, query));
        return new FilterInputStream(response.getBody()) {
            @Override
            public void close() {
                client.close(); // the transport would read on to the end of an answer that has none
            }
        };
    }

    private static String versioned(EngineClient client, EngineQuery query) throws IOException {
        return "/v" + client.contact().version() + query.path();
    }
}
