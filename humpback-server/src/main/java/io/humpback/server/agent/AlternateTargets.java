package io.humpback.server.agent;

import io.humpback.core.contract.NodeRecord;
import io.humpback.server.agent.AnnouncementException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Several centers of one cluster, any of which will do: the one that answered last is asked first, and the others in turn
 * while it cannot be reached. A refusal holds for all, since any center answers for the one that leads. To be used as its
 * port says.
 */
final class AlternateTargets implements AnnouncementTarget {
    private final List<AnnouncementTarget> targets;
    private volatile int current;
    private volatile boolean cancelled;

    /** Creates it, which closes {@code targets} with itself: at least one. */
    AlternateTargets(List<AnnouncementTarget> targets) {
        this.targets = List.copyOf(targets);
    }

    @Override
    public Lease announce(String agentKey, NodeRecord record, Duration ttl) {
        return firstReached(target -> target.announce(agentKey, record, ttl));
    }

    @Override
    public void leave(String agentKey, String instance) {
        var unused = firstReached(target -> {
            target.leave(agentKey, instance);
            return true;
        });
    }

    private <T> T firstReached(Function<AnnouncementTarget, T> call) {
        cancelled = false;
        int first = current;
        AnnouncementException failure = null;
        for (int i = 0; i < targets.size() && (failure == null || !cancelled); i++) {
            int next = (first + i) % targets.size();
            try {
                T result = call.apply(targets.get(next));
                current = next;
                return result;
            } catch (AnnouncementException e) {
                if (e.kind() != Kind.UNREACHABLE) {
                    current = next;
                    throw e;
                }
                failure = failure == null ? e : failure;
            }
        }
        throw AnnouncementException.of(
                Kind.UNREACHABLE,
                "none of " + targets.size() + " centers can be reached, the first: "
                        + (failure == null ? "" : failure.getMessage()),
                failure);
    }

    @Override
    public void cancel() {
        cancelled = true;
        targets.forEach(AnnouncementTarget::cancel);
    }

    @Override
    public void close() {
        cancelled = true;
        targets.forEach(AnnouncementTarget::close);
    }

    @Override
    public String toString() {
        return targets.get(current).toString();
    }
}
