package io.humpback.server.testing;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Images made of a static busybox, so that no registry is needed. */
public final class TestImages {
    /** Waits, ends at once when it is asked to. */
    public static final String NOOP = "hb/noop:1";
    /** The same in another version. */
    public static final String NOOP_2 = "hb/noop:2";
    /** The same in a version whose command does not exist, so it can be created and not started. */
    public static final String NOOP_BROKEN = "hb/noop:broken";
    /** Its command does not exist, so it can be created and not started. */
    public static final String BROKEN = "hb/broken:1";
    /** Serves its environment variable IMGTAG on port 80, which it exposes. */
    public static final String WEB = "hb/web:1";
    /** The same in another version. */
    public static final String WEB_2 = "hb/web:2";
    /** The same in a version whose command does not exist, so it can be created and not started. */
    public static final String WEB_BROKEN = "hb/web:broken";

    private static final String NO_COMMAND = "CMD [\"/no/such/binary\"]";
    private static final String WAIT = "trap \\\"exit 0\\\" TERM INT; sleep 1000000 & wait";
    private static final String SERVE =
            "mkdir -p /www; echo $IMGTAG > /www/index.html; trap \\\"exit 0\\\" TERM INT; httpd -f -p 80 -h /www & wait";
    private static final List<String> APPLETS = List.of(
            "sh",
            "sleep",
            "date",
            "httpd",
            "wget",
            "cat",
            "echo",
            "ls",
            "env",
            "true",
            "false",
            "mkdir",
            "hostname",
            "kill",
            "touch",
            "rm",
            "ps",
            "dd");
    private static final int DIRECTORY = 0755;
    private static final int EXECUTABLE = 0755;

    private TestImages() {}

    static Optional<Path> findBusybox() {
        return Stream.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"))
                .filter(Files::isExecutable)
                .filter(TestImages::isStatic)
                .findFirst();
    }

    /** Imports all of the above into the engine at {@code endpoint}, which has a unix socket. */
    static void importAll(URI endpoint) {
        byte[] root = tar();
        importImage(endpoint, root, NOOP, List.of(shell(WAIT), "ENV IMGTAG=1"));
        importImage(endpoint, root, NOOP_2, List.of(shell(WAIT), "ENV IMGTAG=2"));
        importImage(endpoint, root, NOOP_BROKEN, List.of(NO_COMMAND));
        importImage(endpoint, root, BROKEN, List.of(NO_COMMAND));
        importImage(endpoint, root, WEB, List.of(shell(SERVE), "ENV IMGTAG=1", "EXPOSE 80"));
        importImage(endpoint, root, WEB_2, List.of(shell(SERVE), "ENV IMGTAG=2", "EXPOSE 80"));
        importImage(endpoint, root, WEB_BROKEN, List.of(NO_COMMAND, "EXPOSE 80"));
    }

    /** Imports what {@link #NOOP} or, if {@code broken}, {@link #BROKEN} is under another name. */
    static void importOne(URI endpoint, String image, boolean broken) {
        importImage(endpoint, tar(), image, List.of(broken ? NO_COMMAND : shell(WAIT)));
    }

    /** Takes an image that no container uses away from an engine. */
    static void remove(URI endpoint, String image) {
        Request request =
                Request.builder().method("DELETE").path("/images/" + image).build();
        try (DockerHttpClient http = new ApacheDockerHttpClient.Builder()
                        .dockerHost(endpoint)
                        .build();
                Response response = http.execute(request)) {
            if (response.getStatusCode() != 200) {
                throw new IllegalStateException("removal of " + image + ": " + response.getStatusCode());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shell(String script) {
        return "CMD [\"/bin/sh\",\"-c\",\"" + script + "\"]";
    }

    private static void importImage(URI endpoint, byte[] root, String image, List<String> changes) {
        String query =
                changes.stream().map(change -> "&changes=" + encode(change)).collect(Collectors.joining());
        Request request = Request.builder()
                .method("POST")
                .path("/images/create?fromSrc=-&repo=" + encode(image) + query)
                .bodyBytes(root)
                .build();
        try (DockerHttpClient http = new ApacheDockerHttpClient.Builder()
                        .dockerHost(endpoint)
                        .build();
                Response response = http.execute(request)) {
            String answer = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            if (response.getStatusCode() != 200 || answer.contains("\"error\"")) {
                throw new IllegalStateException("import of " + image + ": " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the files of all these images, as a tar. */
    static byte[] tar() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String directory : List.of("bin/", "etc/", "tmp/", "data/")) {
                TarArchiveEntry entry = new TarArchiveEntry(directory);
                entry.setMode(DIRECTORY);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            byte[] busybox = Files.readAllBytes(findBusybox().orElseThrow());
            TarArchiveEntry program = new TarArchiveEntry("bin/busybox");
            program.setMode(EXECUTABLE);
            program.setSize(busybox.length);
            tar.putArchiveEntry(program);
            tar.write(busybox);
            tar.closeArchiveEntry();
            for (String applet : APPLETS) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static boolean isStatic(Path program) {
        try (var in = Files.newInputStream(program)) {
            return !new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1).contains("ld-linux");
        } catch (IOException e) {
            return false;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
