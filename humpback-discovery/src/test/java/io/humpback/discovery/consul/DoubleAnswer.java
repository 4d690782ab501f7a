package io.humpback.discovery.consul;

/** What the double answers; {@code index} 0 goes without the headers of a query. */
record DoubleAnswer(int status, long index, String body) {
    static DoubleAnswer of(int status, String body) {
        return new DoubleAnswer(status, 0, body);
    }

    static DoubleAnswer ok(String body) {
        return of(200, body);
    }

    static DoubleAnswer of(boolean outcome) {
        return ok(Boolean.toString(outcome));
    }
}
