package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.RegistryLogin;
import io.humpback.core.spi.EngineRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A program of the host that keeps logins: {@code docker-credential-NAME}, found by the path. It is told a registry and
 * prints user and secret; nothing that it prints is ever logged or told. Stateless.
 *
 * <p>Source of the protocol: github.com/docker/docker-credential-helpers.
 */
final class CredentialHelper {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int FAILED = 500;
    private static final String NOT_FOUND = "credentials not found";
    /** In the place of a user: the secret is an identity token. */
    private static final String TOKEN_USER = "<token>";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final String name;
    private final List<String> command;
    private final Duration deadline;

    CredentialHelper(String name) {
        this(name, List.of("docker-credential-" + name, "get"), DEADLINE);
    }

    CredentialHelper(String name, List<String> command, Duration deadline) {
        this.name = name;
        this.command = command;
        this.deadline = deadline;
    }

    /** Returns the login for {@code server}, empty if the helper has none; refused if it fails. */
    Optional<RegistryLogin> get(String server) throws InterruptedException {
        if (!NAME.matcher(name).matches()) {
            throw failed(server, "its name is not one");
        }
        Process process = start(server);
        try {
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> output(process));
            ask(process, server);
            byte[] answer = output.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed(server, "it does not end");
            }
            return process.exitValue() == 0 ? Optional.of(login(answer, server)) : refusal(process, answer, server);
        } catch (TimeoutException e) {
            throw failed(server, "no answer within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw failed(server, "it cannot be read");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(String server) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failed(server, "it cannot be started");
        }
    }

    private static void ask(Process process, String server) {
        try (OutputStream in = process.getOutputStream()) {
            in.write((server + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it did not wait for the question; its answer says more
        }
    }

    private static byte[] output(Process process) {
        try {
            return process.getInputStream().readNBytes(MAX_OUTPUT);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private RegistryLogin login(byte[] answer, String server) {
        try {
            JsonNode said = EngineClient.JSON.readTree(answer);
            String user = said.path("Username").asText();
            String secret = said.path("Secret").asText();
            return user.equals(TOKEN_USER) ? RegistryLogin.ofToken(secret) : RegistryLogin.of(user, secret);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(server, "its answer is no login");
        }
    }

    private Optional<RegistryLogin> refusal(Process process, byte[] answer, String server) {
        String said = new String(answer, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        if (said.contains(NOT_FOUND)) {
            return Optional.empty();
        }
        throw failed(server, "exit code " + process.exitValue());
    }

    private EngineRefusedException failed(String server, String why) {
        return new EngineRefusedException(
                FAILED, "login for " + server + ": docker-credential-" + name + " failed, " + why);
    }
}
