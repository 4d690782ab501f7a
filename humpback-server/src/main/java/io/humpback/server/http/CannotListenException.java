package io.humpback.server.http;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;

/** The server cannot listen at its address. The message is one line that says why and what to do. */
public final class CannotListenException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;

    /** Creates it for an address and the reason why it cannot be used. */
    public CannotListenException(String host, int port, String reason, Throwable cause) {
        super(ErrorCode.CONFIGURATION, "cannot listen: address=" + host + ":" + port + " reason=" + reason, cause);
        this.host = host;
        this.port = port;
    }

    /** Returns the host that was asked for. */
    public String host() {
        return host;
    }

    /** Returns the port that was asked for. */
    public int port() {
        return port;
    }
}
