package io.humpback.server.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Routes requests, with or without a version in front, to what answers them. On the loop's thread only. */
final class EngineApi {
    private static final Pattern VERSION = Pattern.compile("^/v1\\.(\\d{1,3})(/.*)$");
    private static final Pattern CONTAINER = Pattern.compile("^/containers/([^/]+)(?:/([a-z]+))?$");
    private static final Pattern IMAGE = Pattern.compile("^/images/(.+?)(/json)?$");
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);
    private static final int JSON_ERRORS_SINCE = 44;

    private final Host host;
    private final ContainerRoutes containers;
    private final ContainerStreams streams;
    private final ImageRoutes images;

    EngineApi(Host host) {
        this.host = host;
        this.containers = new ContainerRoutes(host);
        this.streams = new ContainerStreams(host);
        this.images = new ImageRoutes(host);
    }

    /** Answers a request, now or later. */
    void handle(Exchange exchange) {
        exchange.commonHeaders("Api-Version: " + host.profile.apiVersion()
                + "\r\nDocker-Experimental: false\r\nOstype: linux\r\nServer: Docker/" + host.profile.version()
                + " (linux)\r\nDate: " + HTTP_DATE.format(host.clock.instant().atOffset(ZoneOffset.UTC)) + "\r\n");
        try {
            HttpRequest request = exchange.request();
            Matcher version = VERSION.matcher(request.path());
            if (!version.matches()) {
                route(exchange, request.path());
            } else if (isSpoken(exchange, Integer.parseInt(version.group(1)))) {
                route(exchange, version.group(2));
            }
        } catch (Refusal refusal) {
            answer(exchange, refusal);
        }
    }

    static void answer(Exchange exchange, Refusal refusal) {
        if (refusal.status() == 304) {
            exchange.answerEmpty(304);
        } else {
            exchange.answer(refusal.status(), Json.object().put("message", refusal.message()));
        }
    }

    private boolean isSpoken(Exchange exchange, int minor) {
        int max = EngineProfile.minor(host.profile.apiVersion());
        int min = EngineProfile.minor(host.profile.minApiVersion());
        if (minor > max) {
            throw new Refusal(
                    400, "client version 1." + minor + " is too new. Maximum supported API version is 1." + max);
        }
        if (minor < min) {
            String words = "client version 1." + minor + " is too old. Minimum supported API version is 1." + min
                    + ", please upgrade your client to a newer version";
            if (max >= JSON_ERRORS_SINCE) {
                throw new Refusal(400, words);
            }
            exchange.answerText(400, words + "\n");
            return false;
        }
        return true;
    }

    private void route(Exchange exchange, String path) {
        String method = exchange.request().method();
        switch (method + " " + path) {
            case "GET /_ping", "HEAD /_ping" -> exchange.answerText(200, "OK");
            case "GET /version" -> exchange.answer(200, version());
            case "GET /info" -> exchange.answer(200, EngineInfo.of(host));
            case "GET /events" -> host.events.follow(exchange, host.loop);
            case "GET /containers/json" -> containers.list(exchange);
            case "POST /containers/create" -> containers.create(exchange);
            case "GET /images/json" -> images.list(exchange);
            case "POST /images/create" -> images.pull(exchange);
            default -> routeNamed(exchange, method, path);
        }
    }

    private void routeNamed(Exchange exchange, String method, String path) {
        Matcher container = CONTAINER.matcher(path);
        if (container.matches()) {
            String verb = container.group(2) == null ? "" : container.group(2);
            if (!containers.handle(exchange, method, container.group(1), verb)
                    && !streams.handle(exchange, method, container.group(1), verb)) {
                throw pageNotFound();
            }
            return;
        }
        Matcher image = IMAGE.matcher(path);
        if (image.matches() && method.equals("GET") && image.group(2) != null) {
            images.inspect(exchange, image.group(1));
        } else if (image.matches() && method.equals("DELETE") && image.group(2) == null) {
            images.delete(exchange, image.group(1));
        } else {
            throw pageNotFound();
        }
    }

    private static Refusal pageNotFound() {
        return new Refusal(404, "page not found");
    }

    private ObjectNode version() {
        EngineProfile profile = host.profile;
        ObjectNode answer = Json.object();
        answer.putObject("Platform").put("Name", "");
        ObjectNode engine = answer.putArray("Components").addObject();
        engine.put("Name", "Engine").put("Version", profile.version());
        engine.putObject("Details")
                .put("ApiVersion", profile.apiVersion())
                .put("MinAPIVersion", profile.minApiVersion())
                .put("Os", "linux")
                .put("Arch", "amd64");
        return answer.put("Version", profile.version())
                .put("ApiVersion", profile.apiVersion())
                .put("MinAPIVersion", profile.minApiVersion())
                .put("GitCommit", "simulated")
                .put("GoVersion", "")
                .put("Os", "linux")
                .put("Arch", "amd64")
                .put("KernelVersion", EngineInfo.KERNEL);
    }
}
