package io.humpback.discovery.consul;

import io.humpback.discovery.BackendServer;

/** The double of Consul, which keeps Consul's own times: no session is shorter than ten seconds, and all end late. */
public final class LoopbackConsul implements BackendServer {
    private final TestingConsul consul;

    private LoopbackConsul(TestingConsul consul) {
        this.consul = consul;
    }

    /** Starts one. */
    public static LoopbackConsul start() {
        TestingConsul consul = TestingConsul.exact(System::nanoTime);
        consul.state.reapAfter(2);
        return new LoopbackConsul(consul);
    }

    @Override
    public String uri(String prefix) {
        return "consul://127.0.0.1:" + consul.port() + "/" + prefix;
    }

    @Override
    public void freeze() {
        consul.freeze();
    }

    @Override
    public void thaw() {
        consul.thaw();
    }

    @Override
    public void kill() {
        consul.kill();
    }

    @Override
    public void restart() {
        consul.restart();
    }

    @Override
    public void close() {
        consul.close();
    }
}
