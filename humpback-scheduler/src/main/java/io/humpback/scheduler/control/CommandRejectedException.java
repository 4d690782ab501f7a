package io.humpback.scheduler.control;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;

/** A command was refused before anything was done. */
public final class CommandRejectedException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    /** Why a command is refused. */
    public enum Reason {
        /** The meta does not exist. */
        META_NOT_FOUND(ErrorCode.NOT_FOUND),
        /** The node was never seen. */
        NODE_NOT_FOUND(ErrorCode.NOT_FOUND),
        /** The group has a meta of this name. */
        NAME_TAKEN(ErrorCode.CONFLICT),
        /** A user's operation on the meta is not finished. */
        SETTING(ErrorCode.CONFLICT),
        /** Instances of the meta are being moved or restored. */
        MIGRATING(ErrorCode.CONFLICT),
        /** The group has no healthy node. */
        NO_ENGINE(ErrorCode.NO_CAPACITY),
        /** An argument is out of its range. */
        INVALID(ErrorCode.INVALID),
        /** The policy does not admit the configuration; the message names field and rule. */
        NOT_ADMITTED(ErrorCode.INVALID),
        /** This center does not lead, or is about to end. */
        NOT_LEADING(ErrorCode.NOT_LEADER);

        private final ErrorCode code;

        Reason(ErrorCode code) {
            this.code = code;
        }
    }

    private final Reason reason;

    /** Creates it with a message that names what was refused. */
    public CommandRejectedException(Reason reason, String message) {
        super(reason.code, message, null);
        this.reason = reason;
    }

    /** Returns why the command was refused. */
    public Reason reason() {
        return reason;
    }
}
