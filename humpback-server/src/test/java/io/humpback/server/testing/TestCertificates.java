package io.humpback.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Certificates for an engine at the loopback address and for its client, made by openssl, valid for a day. */
public final class TestCertificates {
    private TestCertificates() {}

    /**
     * Fills {@code directory} with ca.pem, cert.pem and key.pem of the client and server-cert.pem and server-key.pem of
     * the engine.
     */
    public static void generate(Path directory) {
        String ca = directory.resolve("ca.pem").toString();
        String caKey = directory.resolve("ca-key.pem").toString();
        Programs.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=test-ca",
                "-keyout",
                caKey,
                "-out",
                ca);
        sign(directory, "server", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
        sign(directory, "client", "extendedKeyUsage=clientAuth\n");
        try {
            Files.move(directory.resolve("client-cert.pem"), directory.resolve("cert.pem"));
            Files.move(directory.resolve("client-key.pem"), directory.resolve("key.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sign(Path directory, String name, String extensions) {
        String request = directory.resolve(name + ".csr").toString();
        Path extensionFile = directory.resolve(name + ".ext");
        try {
            Files.writeString(extensionFile, extensions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Programs.run(
                "openssl",
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                directory.resolve(name + "-key.pem").toString(),
                "-out",
                request);
        Programs.run(
                "openssl",
                "x509",
                "-req",
                "-days",
                "1",
                "-in",
                request,
                "-CAcreateserial",
                "-CA",
                directory.resolve("ca.pem").toString(),
                "-CAkey",
                directory.resolve("ca-key.pem").toString(),
                "-extfile",
                extensionFile.toString(),
                "-out",
                directory.resolve(name + "-cert.pem").toString());
    }
}
