package io.humpback.discovery.etcd;

import io.humpback.discovery.BackendServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One real etcd. */
public final class EtcdServer implements BackendServer {
    private final EtcdCluster cluster;

    private EtcdServer(EtcdCluster cluster) {
        this.cluster = cluster;
    }

    /** Starts one with its files in {@code folder}, and waits until it is healthy. */
    public static EtcdServer start(Path folder) {
        try {
            return new EtcdServer(EtcdCluster.start(Files.createDirectories(folder), 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String uri(String prefix) {
        return "etcd://127.0.0.1:" + cluster.member(0).port() + "/" + prefix;
    }

    @Override
    public void freeze() {
        cluster.member(0).freeze();
    }

    @Override
    public void thaw() {
        cluster.member(0).thaw();
    }

    @Override
    public void kill() {
        cluster.member(0).kill();
    }

    @Override
    public void restart() {
        try {
            cluster.member(0).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cluster.member(0).awaitHealthy();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
