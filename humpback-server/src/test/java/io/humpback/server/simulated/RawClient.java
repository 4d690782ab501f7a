package io.humpback.server.simulated;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A plain client of an engine's API. */
final class RawClient {
    private final URI endpoint;

    RawClient(String endpoint) {
        this.endpoint = URI.create(endpoint);
    }

    String get(String path) {
        return call("GET", path, "");
    }

    String post(String path, String json) {
        return call("POST", path, json);
    }

    /** Returns status and body. */
    String call(String method, String path, String json) {
        Request.Builder request = Request.builder().method(method).path(path);
        if (!json.isEmpty()) {
            request.putHeader("Content-Type", "application/json").bodyBytes(json.getBytes(StandardCharsets.UTF_8));
        }
        try (DockerHttpClient http = new ApacheDockerHttpClient.Builder()
                        .dockerHost(endpoint)
                        .build();
                Response response = http.execute(request.build())) {
            String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            return (response.getStatusCode() + " " + body).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
