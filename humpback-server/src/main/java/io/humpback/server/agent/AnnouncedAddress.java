package io.humpback.server.agent;

import io.humpback.core.IpAddress;
import io.humpback.server.agent.OwnAddress.Choice;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address that an agent announces: found anew each time, since it can change and the network may come up after the
 * agent, but a guess never replaces what was certain. For one thread.
 */
final class AnnouncedAddress implements Supplier<String> {
    private static final Logger log = LoggerFactory.getLogger(AnnouncedAddress.class);

    private final Supplier<Choice> choices;
    private @Nullable Choice choice;

    AnnouncedAddress(Supplier<Choice> choices) {
        this.choices = choices;
    }

    @Override
    public String get() {
        Choice before = choice;
        Choice found = choices.get();
        if (before != null && (before.address().equals(found.address()) || (before.certain() && !found.certain()))) {
            return before.address();
        }
        choice = found;
        log.info("address to announce: address={}, reason={}", found.address(), found.reason());
        if (IpAddress.isIn("127.0.0.0/8", found.address()) || IpAddress.isIn("::1", found.address())) {
            log.warn("only this host reaches that address. Maybe set DOCKER_AGENT_IPADDR, or listen on 0.0.0.0");
        }
        return found.address();
    }
}
