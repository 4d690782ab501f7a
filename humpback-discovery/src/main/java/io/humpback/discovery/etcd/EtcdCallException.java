package io.humpback.discovery.etcd;

import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import io.humpback.core.HumpbackException;
import io.humpback.discovery.KeyValueException;
import io.humpback.discovery.NotAnnouncedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A call to etcd failed. Its message is one line, without secrets. */
final class EtcdCallException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is known of the call's effect, and what is to be done. */
    enum Kind {
        /** No answer, or none that tells whether the call had its effect. */
        UNKNOWN,
        /** The call never reached an etcd that could do it. */
        NOT_SENT,
        /** etcd refused the call, which had no effect. */
        REFUSED,
        /** The lease does not exist, or not any more. */
        NOT_FOUND,
        /** User, password or certificate are wrong, or may not do this. */
        UNAUTHORIZED,
        /** The revision was compacted: read anew. */
        COMPACTED,
        /** The answer is larger than we take: ask for less. */
        TOO_LARGE
    }

    private EtcdCallException(Kind kind, String message, Throwable cause) {
        super(io.humpback.core.ErrorCode.STORE_UNAVAILABLE, message, cause);
        this.kind = kind;
    }

    /** Returns what a failed future of the client tells. */
    static EtcdCallException of(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return new EtcdCallException(Kind.UNKNOWN, "etcd did not answer in time", cause);
        }
        EtcdException failure = EtcdExceptionFactory.toEtcdException(cause);
        String message = oneLine(failure);
        return new EtcdCallException(kind(failure, message, cause), message, cause);
    }

    private static Kind kind(EtcdException failure, String message, Throwable cause) {
        if (isCausedBy(SSLException.class, cause)) {
            return Kind.NOT_SENT;
        }
        return switch (failure.getErrorCode()) {
            case NOT_FOUND -> Kind.NOT_FOUND;
            case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.UNAUTHORIZED;
            case OUT_OF_RANGE -> message.contains("compacted") ? Kind.COMPACTED : Kind.REFUSED;
            case INVALID_ARGUMENT, FAILED_PRECONDITION -> isOfTheUser(message) ? Kind.UNAUTHORIZED : Kind.REFUSED;
            case RESOURCE_EXHAUSTED -> message.contains("larger than max") ? Kind.TOO_LARGE : Kind.REFUSED;
            case UNAVAILABLE -> wasNotSent(message, cause) ? Kind.NOT_SENT : Kind.UNKNOWN;
            default -> Kind.UNKNOWN;
        };
    }

    /** "authentication failed", "user name is empty" and the like come under codes of other things as well. */
    private static boolean isOfTheUser(String message) {
        return message.contains("auth") || message.contains("user");
    }

    /** A member that knows of no leader takes nothing on. */
    private static boolean wasNotSent(String message, Throwable cause) {
        return message.contains("no leader")
                || isCausedBy(ConnectException.class, cause)
                || isCausedBy(NoRouteToHostException.class, cause)
                || isCausedBy(UnknownHostException.class, cause);
    }

    private static boolean isCausedBy(Class<? extends Throwable> type, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String oneLine(EtcdException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = text(failure);
        String detail = text(root);
        return text.contains(detail) ? text : text + " (" + detail + ")";
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null
                ? thrown.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    Kind kind() {
        return kind;
    }

    /** Returns whether another member, or another connection, may do better. */
    boolean isOfTheConnection() {
        return kind == Kind.UNKNOWN || kind == Kind.NOT_SENT;
    }

    /** Returns what this is to the state's store. */
    KeyValueException asKeyValueException(boolean read) {
        return kind == Kind.UNKNOWN && !read
                ? KeyValueException.outcomeUnknown(message(), this)
                : KeyValueException.notDone(message(), this);
    }

    /** Returns what this is to an agent. */
    NotAnnouncedException asNotAnnouncedException() {
        return new NotAnnouncedException(
                kind == Kind.UNAUTHORIZED
                        ? NotAnnouncedException.Kind.UNAUTHORIZED
                        : NotAnnouncedException.Kind.UNAVAILABLE,
                message(),
                this);
    }

    String message() {
        @Nullable String message = getMessage();
        return message == null ? "" : message;
    }

    /** Returns whether a certificate was refused, here or there. */
    boolean isOfTls() {
        return isCausedBy(SSLException.class, this);
    }

    static EtcdCallException closed() {
        return of(EtcdExceptionFactory.newEtcdException(ErrorCode.CANCELLED, "the connection to etcd is closed"));
    }
}
