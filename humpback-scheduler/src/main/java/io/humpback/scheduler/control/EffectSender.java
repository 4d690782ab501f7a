package io.humpback.scheduler.control;

import io.humpback.core.NodeId;
import io.humpback.scheduler.reconcile.CallMemory;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.EffectOutcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has effects done, a few at a time for each node. Nothing waits in a queue: what does not fit now follows again from
 * the same state in the next round, if it still follows at all. Owned by the loop's thread.
 */
final class EffectSender {
    private static final int CALLS_PER_NODE = 4;
    private static final int STARTS_PER_NODE = 2;

    private final LoopParts parts;
    private final NodeMonitors monitors;
    private final CallMemory calls;
    private final Inbox inbox;
    private final EngineCalls engineCalls;
    private final PullBoard pulls = new PullBoard();
    private final Map<String, Effect> underWay = new LinkedHashMap<>();

    EffectSender(LoopParts parts, NodeMonitors monitors, CallMemory calls, Inbox inbox) {
        this.parts = parts;
        this.monitors = monitors;
        this.calls = calls;
        this.inbox = inbox;
        this.engineCalls = new EngineCalls(parts.settings(), pulls);
    }

    void send(List<Effect> effects) {
        Map<NodeId, Integer> all = new HashMap<>();
        Map<NodeId, Integer> starts = new HashMap<>();
        underWay.values().forEach(effect -> count(effect, all, starts));
        for (Effect effect : effects) {
            boolean full = all.getOrDefault(effect.node(), 0) >= CALLS_PER_NODE
                    || (isStart(effect) && starts.getOrDefault(effect.node(), 0) >= STARTS_PER_NODE);
            NodeMonitor monitor = monitors.monitor(effect.node());
            if (!full && monitor != null && parts.mayAct().getAsBoolean()) {
                count(effect, all, starts);
                send(effect, monitor);
            }
        }
    }

    private static void count(Effect effect, Map<NodeId, Integer> all, Map<NodeId, Integer> starts) {
        all.merge(effect.node(), 1, Integer::sum);
        if (isStart(effect)) {
            starts.merge(effect.node(), 1, Integer::sum);
        }
    }

    private static boolean isStart(Effect effect) {
        return effect instanceof Effect.Create || (effect instanceof Effect.Run run && run.verb() == Effect.Verb.START);
    }

    private void send(Effect effect, NodeMonitor monitor) {
        calls.began(effect);
        underWay.put(effect.key(), effect);
        parts.listener().began(effect);
        parts.executor().execute(() -> {
            EffectOutcome outcome;
            try {
                outcome = engineCalls.perform(effect, monitor.engine());
            } catch (RuntimeException e) {
                outcome = EffectOutcome.unknown("call failed: " + e);
            }
            inbox.put(new Input.EffectEnded(effect, monitor.generation(), outcome));
        });
    }

    /** Returns which images nodes fetch now. */
    List<PullStatus> pulls() {
        return pulls.all();
    }

    /** Makes room for the next one. */
    void ended(Effect effect) {
        underWay.remove(effect.key());
    }
}
