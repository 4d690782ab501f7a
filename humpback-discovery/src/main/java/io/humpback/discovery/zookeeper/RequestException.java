package io.humpback.discovery.zookeeper;

import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** A request to ZooKeeper failed. The message is for the operator's eyes and has no secret. */
final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final boolean sent;

    private RequestException(Code code, boolean sent, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.sent = sent;
    }

    /** Returns the failure of a request that was answered with an error, or whose answer is lost. */
    static RequestException of(KeeperException e) {
        return new RequestException(e.code(), true, "ZooKeeper answers " + e.code(), e);
    }

    /** Returns the failure of a request that got no answer in time. */
    static RequestException late(@Nullable Throwable cause) {
        return new RequestException(Code.OPERATIONTIMEOUT, true, "ZooKeeper does not answer", cause);
    }

    /** Returns the failure of a request that was never sent. */
    static RequestException notSent(String message, @Nullable Throwable cause) {
        return new RequestException(Code.CONNECTIONLOSS, false, message, cause);
    }

    Code code() {
        return code;
    }

    /** Returns whether the request may have had its effect, or may still have it. */
    boolean maybeDone() {
        return sent
                && switch (code) {
                    case CONNECTIONLOSS,
                            OPERATIONTIMEOUT,
                            REQUESTTIMEOUT,
                            SESSIONEXPIRED,
                            SESSIONCLOSEDREQUIRESASLAUTH,
                            SYSTEMERROR,
                            APIERROR,
                            RUNTIMEINCONSISTENCY,
                            DATAINCONSISTENCY,
                            UNIMPLEMENTED -> true;
                    default -> false;
                };
    }

    /** Returns whether the connection was lost before the answer: on another one it may go better. */
    boolean isOfConnection() {
        return sent
                && switch (code) {
                    case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED -> true;
                    default -> false;
                };
    }

    /** Returns whether the request was refused since what it builds on is not so, or not so any more. */
    boolean isOfPlan() {
        return switch (code) {
            case BADVERSION, NONODE, NODEEXISTS, NOTEMPTY -> true;
            default -> false;
        };
    }

    /** Returns whether user or password are wrong or may not do this. */
    boolean isUnauthorized() {
        return code == Code.NOAUTH || code == Code.AUTHFAILED;
    }
}
