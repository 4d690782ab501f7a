package io.humpback.server.testing;

import io.humpback.core.spi.ContainerEngine;

/** An engine of either kind, and what a suite does to it. */
public interface EngineUnderTest {
    /** Returns a client, to be closed. */
    ContainerEngine connect();

    /** Returns a client of the engine itself, to be closed; {@link #connect} may lead through something in between. */
    default ContainerEngine connectDirectly() {
        return connect();
    }

    /** Returns where it is reached. */
    String endpoint();

    /** Makes it hang. */
    void freeze();

    /** Lets it go on. */
    void thaw();

    /** Makes only its runtime hang. */
    void freezeRuntime();

    /** Lets its runtime go on. */
    void thawRuntime();

    /** Ends it with all its containers' processes, as the loss of a host does. */
    void kill();

    /** Starts it again with its containers and waits until it answers. */
    void comeBack();

    /** Returns a real engine as one under test. */
    static EngineUnderTest of(RealEngine real) {
        return new EngineUnderTest() {
            @Override
            public ContainerEngine connect() {
                return real.connect();
            }

            @Override
            public String endpoint() {
                return real.socket().toString();
            }

            @Override
            public void freeze() {
                real.freeze();
            }

            @Override
            public void thaw() {
                real.thaw();
            }

            @Override
            public void freezeRuntime() {
                real.freezeRuntime();
            }

            @Override
            public void thawRuntime() {
                real.thawRuntime();
            }

            @Override
            public void kill() {
                real.kill();
            }

            @Override
            public void comeBack() {
                real.restart();
            }
        };
    }
}
