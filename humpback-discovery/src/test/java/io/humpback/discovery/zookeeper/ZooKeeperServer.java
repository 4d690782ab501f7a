package io.humpback.discovery.zookeeper;

import io.humpback.discovery.BackendServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** One real ZooKeeper in a process of its own. */
public final class ZooKeeperServer implements BackendServer {
    private final ServerProcess process;

    private ZooKeeperServer(ServerProcess process) {
        this.process = process;
    }

    /** Starts one with its files in {@code folder}, and waits until it serves. */
    public static ZooKeeperServer start(Path folder) {
        try {
            return new ZooKeeperServer(ServerProcess.start(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String uri(String prefix) {
        return "zk://127.0.0.1:" + process.port() + "/" + prefix;
    }

    @Override
    public void freeze() {
        process.freeze();
    }

    @Override
    public void thaw() {
        process.thaw();
    }

    @Override
    public void kill() {
        try {
            process.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void restart() {
        try {
            process.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
