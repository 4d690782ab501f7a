package io.humpback.server;

import io.humpback.core.GroupGuard;
import io.humpback.core.Node;
import io.humpback.core.NodeState;
import io.humpback.core.Operation;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.scheduler.control.LoopListener;
import io.humpback.scheduler.reconcile.Effect;
import io.humpback.scheduler.reconcile.EffectOutcome;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log what the control loop does, and notes the epoch in which it leads. */
final class LoopLog implements LoopListener {
    private static final Logger log = LoggerFactory.getLogger(LoopLog.class);

    private final LongConsumer epochs;
    private final Runnable onDeposed;

    /**
     * Creates it.
     *
     * @param epochs is told each epoch in which this center leads
     * @param onDeposed is called when the lead is lost
     */
    LoopLog(LongConsumer epochs, Runnable onDeposed) {
        this.epochs = epochs;
        this.onDeposed = onDeposed;
    }

    @Override
    public void leads(long epoch) {
        epochs.accept(epoch);
        log.info("took the lead: epoch={}", epoch);
    }

    @Override
    public void deposed(String reason) {
        log.error("lost the lead, acts no more: reason={}", reason);
        onDeposed.run();
    }

    @Override
    public void opened(Operation operation) {
        log.info(
                "{} begins: meta={}, name={}, indexes={}, operation={}",
                word(operation.cause()),
                operation.metaId(),
                operation.meta().spec().name(),
                operation.indexes(),
                operation.id());
    }

    @Override
    public void closed(OperationResult result) {
        long done = result.items().stream()
                .filter(item -> item.outcome() == OperationResult.Outcome.DONE)
                .count();
        log.info(
                "operation ended: meta={}, name={}, done={}/{}, operation={}",
                result.meta().id(),
                result.meta().spec().name(),
                done,
                result.items().size(),
                result.operation());
        for (OperationResult.Item item : result.items()) {
            if (item.outcome() != OperationResult.Outcome.DONE) {
                log.warn(
                        "instance is not as asked: container={}, node={}, outcome={}, reason={}",
                        item.containerName(),
                        item.nodeName(),
                        word(item.outcome()),
                        item.reason());
            }
        }
    }

    @Override
    public void began(Effect effect) {
        log.debug("call begins: {}", describe(effect));
    }

    @Override
    public void ended(Effect effect, EffectOutcome outcome) {
        if (outcome.kind() == EffectOutcome.Kind.DONE) {
            log.debug("call done: {}", describe(effect));
        } else {
            log.warn(
                    "call not done: {}, outcome={}, reason={}",
                    describe(effect),
                    word(outcome.kind()),
                    outcome.reason());
        }
    }

    private static String describe(Effect effect) {
        String verb = effect instanceof Effect.Run run
                ? word(run.verb())
                : effect.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        String why = effect instanceof Effect.Remove remove ? ", because=" + remove.reason() : "";
        return verb + " meta=" + effect.instance().meta() + ", index="
                + effect.instance().index() + ", node=" + effect.node() + why;
    }

    @Override
    public void nodeChanged(Node node, NodeState before, NodeState after, String reason) {
        String name = node.name().isEmpty() ? node.id().value() : node.name();
        if (after == NodeState.HEALTHY) {
            log.info("node is healthy: node={}, before={}", name, word(before));
        } else {
            log.warn("node is {}: node={}, reason={}", word(after), name, reason);
        }
    }

    @Override
    public void nodeAlarm(Node node, String reason) {
        log.error("node needs attention: node={}, reason={}", node.id(), reason);
    }

    @Override
    public void nodeRefused(Node node, String reason) {
        log.error("node is not used: node={}, endpoint={}, reason={}", node.id(), node.endpoint(), reason);
    }

    @Override
    public void recordRefused(RefusedRecord record) {
        log.warn("node record is refused: key={}, reason={}", record.key(), record.reason());
    }

    @Override
    public void recordMended(String key) {
        log.info("node record is not refused any more: key={}", key);
    }

    @Override
    public void nodeUnstable(Node node, boolean unstable) {
        if (unstable) {
            log.warn("node is unstable, others are preferred: node={}", node.id());
        } else {
            log.info("node has calmed down: node={}", node.id());
        }
    }

    @Override
    public void guardChanged(GroupGuard guard) {
        if (guard.isFrozen()) {
            log.error("migration is frozen: group={}, reason={}", guard.group(), guard.reason());
        } else {
            log.warn(
                    "migration is not frozen any more: group={}, mode={}, reason={}",
                    guard.group(),
                    word(guard.mode()),
                    guard.reason());
        }
    }

    @Override
    public void pending(String containerName, String reason) {
        log.warn("instance waits for a node: container={}, reason={}", containerName, reason);
    }

    @Override
    public void quarantined(String description) {
        log.warn("left alone, nothing committed explains it: {}", description);
    }

    @Override
    public void storeFailed(RuntimeException failure) {
        log.error("state store failed: reason={}", failure.getMessage());
    }

    @Override
    public void roundFailed(RuntimeException failure) {
        log.error("round failed, the next one starts anew", failure);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
