package io.humpback.discovery.consul;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request, to whichever host answers. Immutable.
 *
 * @param path below {@code /v1/}, not encoded
 * @param query names and values in turn; an empty value stands for none
 * @param body null for none
 * @param attempt how long one host may take
 * @param repeatable whether it may be sent to a second host although the first one may have done it
 */
record ConsulRequest(
        String method,
        String path,
        List<String> query,
        @Nullable String body,
        Duration attempt,
        boolean repeatable) {
    ConsulRequest {
        query = List.copyOf(query);
    }

    static ConsulRequest get(String path, Duration attempt) {
        return new ConsulRequest("GET", path, List.of(), null, attempt, true);
    }

    static ConsulRequest put(String path, String body, Duration attempt) {
        return new ConsulRequest("PUT", path, List.of(), body, attempt, true);
    }

    static ConsulRequest delete(String path, Duration attempt) {
        return new ConsulRequest("DELETE", path, List.of(), null, attempt, true);
    }

    ConsulRequest with(String name) {
        return with(name, "");
    }

    ConsulRequest with(String name, String value) {
        List<String> longer = new ArrayList<>(query);
        longer.add(name);
        longer.add(value);
        return new ConsulRequest(method, path, longer, body, attempt, repeatable);
    }

    /** Returns the same request, which is sent to one host only once it may have arrived. */
    ConsulRequest once() {
        return new ConsulRequest(method, path, query, body, attempt, false);
    }
}
