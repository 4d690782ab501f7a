package io.humpback.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Certificates made by openssl: for an engine at the loopback address and its client, and for the members of a cluster by
 * the commands that docs/agent.md gives. Valid for a day.
 */
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

    /** Makes an authority for a cluster: ca.pem and ca-key.pem in {@code directory}. */
    public static void authority(Path directory) {
        createDirectories(directory);
        Programs.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=our cluster",
                "-keyout",
                directory.resolve("ca-key.pem").toString(),
                "-out",
                directory.resolve("ca.pem").toString());
    }

    /** Makes a member's ca.pem, cert.pem and key.pem, for the hosts {@code names}: IP:127.0.0.1, DNS:localhost. */
    public static void member(Path authority, Path directory, String names) {
        member(authority, directory, "subjectAltName=" + names + "\nextendedKeyUsage=serverAuth,clientAuth\n", 1);
    }

    /** Makes a member's certificate with these extensions; for less than a day it has expired. */
    public static void member(Path authority, Path directory, String extensions, int days) {
        createDirectories(directory);
        try {
            Files.writeString(directory.resolve("member.ext"), extensions);
            Files.copy(authority.resolve("ca.pem"), directory.resolve("ca.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Programs.run(
                "openssl",
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + directory.getFileName(),
                "-keyout",
                directory.resolve("key.pem").toString(),
                "-out",
                directory.resolve("member.csr").toString());
        Programs.run(
                "openssl",
                "x509",
                "-req",
                "-days",
                Integer.toString(days),
                "-in",
                directory.resolve("member.csr").toString(),
                "-CA",
                authority.resolve("ca.pem").toString(),
                "-CAkey",
                authority.resolve("ca-key.pem").toString(),
                "-CAcreateserial",
                "-extfile",
                directory.resolve("member.ext").toString(),
                "-out",
                directory.resolve("cert.pem").toString());
    }

    private static void createDirectories(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
