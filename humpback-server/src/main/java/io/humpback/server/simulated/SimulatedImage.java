package io.humpback.server.simulated;

import com.google.common.hash.Hashing;
import io.humpback.core.Checks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image of the simulated world. Immutable.
 *
 * @param reference repository and tag
 * @param command what a container of it runs unless told otherwise
 * @param env its environment, {@code KEY=value}
 * @param exposedPorts such as {@code 80/tcp}
 * @param healthCheck the command of its health check, empty for none; {@code false} never becomes healthy
 * @param pullTime how long a pull takes
 * @param pullError what the registry says against a pull; empty for nothing
 */
public record SimulatedImage(
        String reference,
        List<String> command,
        List<String> env,
        List<String> exposedPorts,
        List<String> healthCheck,
        Duration pullTime,
        String pullError) {
    private static final Pattern REFERENCE = Pattern.compile("[a-z0-9][a-z0-9._/:@-]*(:[A-Za-z0-9_.-]+)?");
    private static final Pattern NAMED = Pattern.compile("(crash|exit|slow)(?:-(\\d+)(s?))?");
    private static final int DEFAULT_SECONDS = 5;

    /** Copies the lists and checks the reference. */
    public SimulatedImage {
        Checks.checkNotBlank("reference", reference);
        command = List.copyOf(command);
        env = List.copyOf(env);
        exposedPorts = List.copyOf(exposedPorts);
        healthCheck = List.copyOf(healthCheck);
    }

    /**
     * Returns the image that every simulated registry has under {@code reference}. The last part of the repository's
     * name says how it behaves:
     *
     * <ul>
     *   <li>{@code exit}, {@code exit-3}: ends at once, with that code;
     *   <li>{@code crash}, {@code crash-10s}: ends with code 1 after 5 or that many seconds;
     *   <li>{@code unhealthy}, {@code healthy}: has a health check that never, or always, passes;
     *   <li>{@code broken}: its command does not exist;
     *   <li>{@code slow}, {@code slow-30s}: its pull takes 5 or that many seconds;
     *   <li>{@code missing}: the registry does not have it;
     *   <li>anything else runs until it is stopped.
     * </ul>
     *
     * <p>A registry at 127.0.0.1 or localhost is down.
     */
    public static SimulatedImage named(String reference) {
        SimulatedImage plain = plain(withTag(reference));
        String registry = reference.contains("/") ? reference.substring(0, reference.indexOf('/')) : "";
        if (registry.startsWith("127.0.0.1") || registry.startsWith("localhost")) {
            return plain.withPullError(
                    "Get \"http://" + registry + "/v2/\": dial tcp " + registry + ": connect: connection refused");
        }
        String name = plain.repository().substring(plain.repository().lastIndexOf('/') + 1);
        return switch (name) {
            case "missing" ->
                plain.withPullError(
                        "manifest for " + plain.reference + " not found: manifest unknown: manifest unknown");
            case "broken" -> plain.withCommand("/no/such/binary");
            case "unhealthy" -> plain.withHealthCheck("CMD", "false");
            case "healthy" -> plain.withHealthCheck("CMD", "true");
            default -> timed(plain, NAMED.matcher(name));
        };
    }

    private static SimulatedImage timed(SimulatedImage plain, Matcher name) {
        if (!name.matches()) {
            return plain;
        }
        int number = name.group(2) == null ? -1 : Integer.parseInt(name.group(2));
        int seconds = number < 0 ? DEFAULT_SECONDS : number;
        return switch (name.group(1)) {
            case "exit" -> plain.withCommand("sh", "-c", "exit " + Math.max(0, number));
            case "crash" -> plain.withCommand("sh", "-c", "sleep " + seconds + "; exit 1");
            default -> plain.withPullTime(Duration.ofSeconds(seconds));
        };
    }

    private static SimulatedImage plain(String reference) {
        return new SimulatedImage(
                reference, List.of("serve"), List.of(), List.of(), List.of(), Duration.ofMillis(100), "");
    }

    /** Returns this image with another command. */
    public SimulatedImage withCommand(String... words) {
        return new SimulatedImage(reference, List.of(words), env, exposedPorts, healthCheck, pullTime, pullError);
    }

    /** Returns this image with another environment. */
    public SimulatedImage withEnv(String... newEnv) {
        return new SimulatedImage(reference, command, List.of(newEnv), exposedPorts, healthCheck, pullTime, pullError);
    }

    /** Returns this image with other exposed ports. */
    public SimulatedImage withExposedPorts(String... ports) {
        return new SimulatedImage(reference, command, env, List.of(ports), healthCheck, pullTime, pullError);
    }

    /** Returns this image with another health check, in Docker's form: {@code CMD}, then the words. */
    public SimulatedImage withHealthCheck(String... check) {
        return new SimulatedImage(reference, command, env, exposedPorts, List.of(check), pullTime, pullError);
    }

    /** Returns this image with another time for its pull. */
    public SimulatedImage withPullTime(Duration time) {
        return new SimulatedImage(reference, command, env, exposedPorts, healthCheck, time, pullError);
    }

    /** Returns this image with a registry that refuses a pull. */
    public SimulatedImage withPullError(String error) {
        return new SimulatedImage(reference, command, env, exposedPorts, healthCheck, pullTime, error);
    }

    String id() {
        return "sha256:" + Hashing.sha256().hashString(reference, StandardCharsets.UTF_8);
    }

    String repository() {
        int colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
        int at = reference.indexOf('@');
        return at >= 0 ? reference.substring(0, at) : colon < 0 ? reference : reference.substring(0, colon);
    }

    static String withTag(String reference) {
        boolean tagged = reference.contains("@") || reference.indexOf(':', reference.lastIndexOf('/') + 1) >= 0;
        return tagged ? reference : reference + ":latest";
    }

    /** Refuses what cannot be an image's name, as an engine does. */
    static void check(String reference) {
        if (!REFERENCE.matcher(reference).matches()) {
            boolean upper = reference.chars().anyMatch(Character::isUpperCase);
            throw new Refusal(400, "invalid reference format" + (upper ? ": repository name must be lowercase" : ""));
        }
    }
}
