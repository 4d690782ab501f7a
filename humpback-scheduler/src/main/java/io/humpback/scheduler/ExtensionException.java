package io.humpback.scheduler;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/**
 * A filter, strategy or objective that somebody wrote broke its promise: it threw, or it gave a number that is not
 * finite. The message names it, the node and the meta. The decision was not made and nothing was reserved for it.
 */
public final class ExtensionException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final String extension;
    private final String node;
    private final String meta;

    ExtensionException(String what, Object extension, NodeView node, String meta, @Nullable Throwable cause) {
        super(
                ErrorCode.INTERNAL,
                what + ", extension=" + extension + ", node=" + node.id() + (meta.isEmpty() ? "" : ", meta=" + meta),
                cause);
        this.extension = String.valueOf(extension);
        this.node = node.id().value();
        this.meta = meta;
    }

    /** Returns the filter, strategy or objective as text. */
    public String extension() {
        return extension;
    }

    /** Returns the id of the node that it was asked about. */
    public String node() {
        return node;
    }

    /** Returns the id of the meta that it was asked about, empty for an objective. */
    public String meta() {
        return meta;
    }
}
