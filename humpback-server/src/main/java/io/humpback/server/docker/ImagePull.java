package io.humpback.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.humpback.core.spi.EngineRefusedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Fetches one image unless the engine has it. Not safe for use by several threads. */
final class ImagePull {
    private static final int SERVER_ERROR = 500;

    private final DockerClient docker;
    private final String image;

    ImagePull(DockerClient docker, String image) {
        this.docker = docker;
        this.image = image;
    }

    /** Whatever an engine says against a pull is a refusal, also that its registry did not answer. */
    void run() throws IOException, InterruptedException {
        if (isPresent()) {
            return;
        }
        Progress progress = new Progress();
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
        private volatile @Nullable String error;

        @Override
        public void onNext(PullResponseItem item) {
            if (item.isErrorIndicated()) {
                ResponseItem.ErrorDetail detail = item.getErrorDetail();
                String message = detail == null ? null : detail.getMessage();
                error = message == null ? "the engine does not say why" : message;
            }
        }
    }
}
