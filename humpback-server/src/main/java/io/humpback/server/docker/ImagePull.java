package io.humpback.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.humpback.core.ImageReference;
import io.humpback.core.RegistryLogin;
import io.humpback.core.spi.EngineRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches one image unless the engine has it. Not safe for use by several threads. */
final class ImagePull {
    private static final Logger log = LoggerFactory.getLogger(ImagePull.class);
    private static final int SERVER_ERROR = 500;
    private static final List<String> DENIALS =
            List.of("denied", "unauthorized", "no basic auth credentials", "authentication required");

    private final DockerClient docker;
    private final RegistryLogins registries;
    private final String image;
    private final String source;
    private final Consumer<AgentPullStep> steps;

    /** Creates one that tells how far it is, on a thread of docker-java's. */
    ImagePull(DockerClient docker, RegistryLogins registries, String image, Consumer<AgentPullStep> steps) {
        this.docker = docker;
        this.registries = registries;
        this.image = image;
        this.source = registries.source(image);
        this.steps = steps;
    }

    /**
     * Fetches the image, {@code always} also if it is there, and returns its digest at its registry, empty if it never came
     * from one. Whatever an engine says against a pull is a refusal, also that its registry did not answer.
     *
     * @param asking run before the registry is asked
     */
    String run(boolean always, Runnable asking) throws IOException, InterruptedException {
        boolean needed = always || !isPresent();
        if (needed) {
            fetch(asking);
            name();
            if (!isPresent()) {
                throw new IOException("the engine broke off: " + image);
            }
        }
        List<String> digests =
                docker.inspectImageCmd(registries.created(image)).exec().getRepoDigests();
        String digest = digests == null ? "" : ImageDigests.choose(digests, source);
        if (needed) {
            log.info("image fetched: image={} digest={}", source, digest);
        }
        return digest;
    }

    private void fetch(Runnable asking) throws IOException, InterruptedException {
        Optional<RegistryLogin> login = registries.find(
                ImageReference.find(source).map(ImageReference::registryHost).orElse(ImageReference.DOCKER_HUB));
        Progress progress = new Progress(steps);
        asking.run();
        try (progress) {
            docker.pullImageCmd(withTag(source))
                    .withAuthConfig(login.map(this::auth).orElse(null))
                    .exec(progress)
                    .awaitCompletion();
        } catch (DockerException e) {
            throw refused(e.getHttpStatus(), EngineErrors.words(e), login.isPresent());
        }
        String error = progress.error;
        if (error != null) {
            throw refused(SERVER_ERROR, error, login.isPresent());
        }
    }

    /** Registries tell nobody whether an image is missing or only hidden. */
    private static EngineRefusedException refused(int status, String reason, boolean loggedIn) {
        String plain = reason.toLowerCase(Locale.ROOT);
        boolean denied = DENIALS.stream().anyMatch(plain::contains);
        return new EngineRefusedException(
                status, denied && !loggedIn ? reason + ". No login is configured for this registry" : reason);
    }

    private AuthConfig auth(RegistryLogin login) {
        AuthConfig auth = new AuthConfig()
                .withRegistryAddress(ImageReference.find(source)
                        .map(ImageReference::registryHost)
                        .orElse(""));
        return login.identityToken().isEmpty()
                ? auth.withUsername(login.username()).withPassword(login.password())
                : auth.withIdentityToken(login.identityToken());
    }

    /** What came from the default registry is known under the name that was asked for too. */
    private void name() {
        if (!source.equals(image) && !image.contains("@")) {
            String tagged = withTag(image);
            int colon = tagged.lastIndexOf(':');
            docker.tagImageCmd(withTag(source), tagged.substring(0, colon), tagged.substring(colon + 1))
                    .exec();
        }
    }

    private boolean isPresent() {
        try {
            docker.inspectImageCmd(registries.created(image)).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Without a tag an engine would fetch all of them. */
    static String withTag(String image) {
        boolean hasDigest = image.contains("@");
        boolean hasTag = image.indexOf(':', image.lastIndexOf('/') + 1) >= 0;
        return hasDigest || hasTag ? image : image + ":latest";
    }

    /** An engine that has begun to answer cannot change its status any more, so failures stand among the progress. */
    private static final class Progress extends ResultCallback.Adapter<PullResponseItem> {
        private final Consumer<AgentPullStep> steps;
        private volatile @Nullable String error;

        Progress(Consumer<AgentPullStep> steps) {
            this.steps = steps;
        }

        @Override
        public void onNext(PullResponseItem item) {
            tell(item);
            if (item.isErrorIndicated()) {
                ResponseItem.ErrorDetail detail = item.getErrorDetail();
                String message = detail == null ? null : detail.getMessage();
                error = message == null ? "the engine does not say why" : message;
            }
        }

        private void tell(PullResponseItem item) {
            ResponseItem.ProgressDetail detail = item.getProgressDetail();
            if (item.getStatus() != null) {
                steps.accept(AgentPullStep.progress(
                        item.getStatus(),
                        DockerAnswers.text(item.getId()),
                        detail == null || detail.getCurrent() == null ? 0 : detail.getCurrent(),
                        detail == null || detail.getTotal() == null ? 0 : detail.getTotal()));
            }
        }
    }
}
