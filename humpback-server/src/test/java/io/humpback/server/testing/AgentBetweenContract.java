package io.humpback.server.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract with an agent between, which the center either knows as its own or takes for one of the original: then all
 * goes by the contract's routes, which ours has too.
 */
public abstract class AgentBetweenContract extends ContainerEngineContract {
    private final boolean original;
    private final List<AgentBetween> agents = new ArrayList<>();

    @TempDir
    private Path directory;

    /** Creates it; {@code original} says that the agent is taken for one of the original. */
    protected AgentBetweenContract(boolean original) {
        this.original = original;
    }

    /** Returns an engine without an agent: 0 for the plain one, 1 for the one that publishes ports. */
    protected abstract EngineUnderTest engine(int index);

    @AfterEach
    void closeAgents() {
        agents.forEach(AgentBetween::close);
    }

    @Override
    protected final EngineUnderTest plain() {
        return behindAgent(0);
    }

    @Override
    protected final EngineUnderTest bridged() {
        return behindAgent(1);
    }

    private EngineUnderTest behindAgent(int index) {
        EngineUnderTest engine = engine(index);
        Path own = directory.resolve("agent" + index);
        AgentBetween agent =
                original ? AgentBetween.startOpen(engine.endpoint(), own) : AgentBetween.start(engine.endpoint(), own);
        agents.add(agent);
        return original ? agent.beforeAsOriginal(engine) : agent.before(engine);
    }

    @Override
    protected final Set<Lack> lacks() {
        return original ? EnumSet.allOf(Lack.class) : Set.of();
    }

    @Override
    protected final boolean asksBeforeItChanges() {
        return !original;
    }
}
