package io.humpback.server.simulated;

/** An answer other than success, thrown by what handles a request. Never leaves the package. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** Creates it; 304 has no body, so its message is for readers of this code only. */
    Refusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
