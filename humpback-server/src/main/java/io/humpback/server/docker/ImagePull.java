package io.humpback.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.humpback.core.spi.EngineRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Fetches one image unless the engine has it. Not safe for use by several threads. */
final class ImagePull {
    private static final int SERVER_ERROR = 500;

    private final DockerClient docker;
    private final String image;

    private final Consumer<AgentPullStep> steps;

    ImagePull(DockerClient docker, String image) {
        this(docker, image, step -> {});
    }

    /** Creates one that tells how far it is, on a thread of docker-java's. */
    ImagePull(DockerClient docker, String image, Consumer<AgentPullStep> steps) {
        this.docker = docker;
        this.image = image;
        this.steps = steps;
    }

    /** Whatever an engine says against a pull is a refusal, also that its registry did not answer. */
    void run() throws IOException, InterruptedException {
        run(false);
    }

    /** Fetches the image, {@code always} also if it is there. */
    void run(boolean always) throws IOException, InterruptedException {
        if (!always && isPresent()) {
            return;
        }
        Progress progress = new Progress(steps);
        try (progress) {
            docker.pullImageCmd(withTag(image)).exec(progress).awaitCompletion();
        } catch (DockerException e) {
            throw new EngineRefusedException(e.getHttpStatus(), EngineErrors.words(e));
        }
        String error = progress.error;
        if (error != null) {
            throw new EngineRefusedException(SERVER_ERROR, error);
        }
        if (!isPresent()) {
            throw new IOException("the engine broke off: " + image);
        }
    }

    /** Returns the digest of the image at its registry, empty if it never came from one. */
    String digest() {
        List<String> digests = docker.inspectImageCmd(image).exec().getRepoDigests();
        if (digests == null || digests.isEmpty()) {
            return "";
        }
        String first = digests.get(0);
        return first.substring(first.indexOf('@') + 1);
    }

    private boolean isPresent() {
        try {
            docker.inspectImageCmd(image).exec();
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
