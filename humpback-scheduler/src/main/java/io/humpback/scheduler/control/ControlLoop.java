package io.humpback.scheduler.control;

import io.humpback.core.HumpbackException;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.EventFeed;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.Subscription;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.reconcile.CallMemory;
import io.humpback.scheduler.reconcile.Change;
import io.humpback.scheduler.reconcile.InstanceKey;
import io.humpback.scheduler.reconcile.Plan;
import io.humpback.scheduler.reconcile.Reconciler;
import io.humpback.scheduler.reconcile.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One center's control loop: {@link #step} compares desired, committed and observed state, commits what it decides, and
 * only then has it done. It has no thread and reads no clock; {@link LoopRunner} gives it both. {@link #step},
 * {@link #start} and {@link #close} must be called by one thread, everything else by any.
 */
public final class ControlLoop implements ClusterControl {
    private static final int MAX_ROUNDS = 1_000;
    /** Far more than the time between two steps of a loop that runs. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(10);

    private final LoopParts parts;
    private final Inbox inbox = new Inbox();
    private final Ledger ledger;
    private final CallMemory calls = new CallMemory();
    private final NodeMonitors monitors;
    private final Reconciler reconciler;
    private final CommandPlanner planner;
    private final EffectSender sender;
    private final PlanNews news;
    private final CommittedEvents events;
    private final OutboxKeeper outbox;
    private final PendingCommands pendingCommands = new PendingCommands();
    private final BackendHealth backend = new BackendHealth();
    private final GuardNews guardNews;
    private final RecordNews recordNews;
    private final FirstLook firstLook = new FirstLook();
    private Instant nextOutboxScan = Instant.MIN;
    private Instant lastStep = Instant.MAX.minus(LONG_PAUSE);
    private volatile @Nullable ClusterView view;
    private @Nullable Subscription directoryWatch;
    private boolean ended;
    private volatile boolean closed;

    /** Creates a loop that has done nothing yet. */
    public ControlLoop(LoopParts parts) {
        this.parts = parts;
        ledger = new Ledger(parts.store(), parts.ids());
        monitors = new NodeMonitors(
                parts.connector(), inbox, parts.executor(), parts.settings(), parts.listener(), ledger::committed);
        reconciler = new Reconciler(parts.scheduler());
        planner = new CommandPlanner(reconciler, parts.ids(), parts.policy());
        sender = new EffectSender(parts, monitors, calls, inbox);
        news = new PlanNews(parts.listener());
        guardNews = new GuardNews(parts.listener());
        recordNews = new RecordNews(parts.listener());
        events = new CommittedEvents(parts.store(), inbox);
        outbox = new OutboxKeeper(parts.store());
    }

    /**
     * Takes the lead and begins to watch {@code directory}. Throws {@link CommandRejectedException} if another center is
     * faster, or what the store throws.
     *
     * @param wake called, by any thread, when there is a reason for a step; must return at once
     */
    public void start(NodeDirectory directory, Runnable wake, Instant now) {
        if (!ledger.takeOver(parts.defaultGroup(), now)) {
            throw new CommandRejectedException(
                    CommandRejectedException.Reason.NOT_LEADING, "another center took the lead");
        }
        parts.listener().leads(ledger.epoch());
        inbox.onInput(wake);
        events.positioned(ledger.committed().hookPositions());
        firstLook.begin(now);
        view = view(now);
        directoryWatch = directory.watch(nodes -> inbox.put(new Input.Directory(nodes)));
    }

    /** Returns the committed events and how far receivers have been told. */
    public EventFeed events() {
        return events;
    }

    @Override
    public ClusterView view() {
        ClusterView current = view;
        if (current == null) {
            throw new IllegalStateException("loop: not started (expected: started)");
        }
        return current;
    }

    @Override
    public CompletableFuture<OperationResult> submit(Command command) {
        CompletableFuture<OperationResult> future = new CompletableFuture<>();
        request(new Input.Submitted(command, future));
        return future;
    }

    @Override
    public CompletableFuture<Boolean> set(ClusterSetting setting) {
        CompletableFuture<Boolean> future = new CompletableFuture<>();
        request(new Input.Decided(setting, future));
        return future;
    }

    private void request(Input.Request request) {
        inbox.put(request);
        if (closed) {
            rejectAll(inbox.take()); // no step will
        }
    }

    /** Does one round: takes what has come in, decides and commits until nothing more follows, then sends calls. */
    public void step(Instant now) {
        if (ended) {
            rejectAll(inbox.take());
            return;
        }
        if (!refresh(now)) {
            rejectWrites(inbox.take(), now);
            return;
        }
        noticePause(now);
        accept(inbox.take(), now);
        try {
            checkStore();
            Plan plan = settle(now);
            news.tell(plan);
            guardNews.tell(ledger.committed().guards());
            sender.send(plan.effects());
            if (!now.isBefore(nextOutboxScan)) {
                nextOutboxScan = now.plus(parts.settings().recoveryInterval());
                outbox.expired(ledger.committed(), now).forEach(change -> commit(change, now));
                calls.forgetAllBut(ledger.committed(), now);
            }
        } catch (HumpbackException e) {
            storeFailed(e, now);
        } catch (RuntimeException e) {
            parts.listener().roundFailed(e); // the nodes are watched all the same
        }
        monitors.forgetDead();
        monitors.work(calls, now);
        view = view(now);
        if (ledger.isDeposed()) {
            end("another center has taken the lead");
        }
    }

    /** A countdown goes on while this process is stopped, but nobody sees a node that comes back meanwhile. */
    private void noticePause(Instant now) {
        if (now.isAfter(lastStep.plus(LONG_PAUSE))) {
            monitors.unwatched(now);
        }
        lastStep = now;
    }

    private Situation situation(Instant now) {
        return new Situation(
                ledger.committed(),
                monitors.observe().withBackendFailedAt(backend.failedAt(now)),
                calls,
                parts.settings(),
                ledger.epoch(),
                now);
    }

    private void storeFailed(RuntimeException failure, Instant now) {
        backend.storeFailed(now);
        parts.listener().storeFailed(failure);
    }

    /** While a countdown runs it matters whether the backend is healthy, though nothing is to be written. */
    private void checkStore() {
        if (ledger.committed().nodeStatuses().stream().anyMatch(status -> status.downSince() != null)) {
            parts.store().head();
        }
    }

    /** The view is read by other threads, so it must not share what this one remembers of its calls. */
    private ClusterView view(Instant now) {
        Situation shown = situation(now);
        return new LoopView(
                ledger.head(),
                new Situation(
                        shown.committed(), shown.observed(), new CallMemory(), shown.settings(), shown.epoch(), now),
                sender.pulls(),
                refused());
    }

    private List<RefusedRecord> refused() {
        return Stream.concat(recordNews.refused().stream(), monitors.refused().stream())
                .sorted()
                .toList();
    }

    private boolean refresh(Instant now) {
        Change doubtful = ledger.doubtful();
        if (doubtful == null) {
            return true;
        }
        try {
            Change done = ledger.refresh();
            if (done != null) {
                committed(done, now);
            } else if (doubtful.opened() != null && !ledger.isDeposed()) {
                pendingCommands.fail(
                        doubtful.opened().id(), new StoreUnavailableException("state store did not answer", null));
            }
            return true;
        } catch (HumpbackException e) {
            storeFailed(e, now);
            return false;
        }
    }

    private void accept(List<Input> inputs, Instant now) {
        Map<String, Write> positions = new LinkedHashMap<>();
        for (Input input : inputs) {
            if (input instanceof Input.Request request) {
                firstLook.hold(request);
            } else if (input instanceof Input.Acknowledged acknowledged) {
                positions.put(acknowledged.position().hookId(), Write.put(acknowledged.position()));
            } else {
                observeSafely(input, now);
            }
        }
        commitPositions(List.copyOf(positions.values()), now);
        if (!firstLook.isOver()) {
            firstLook.look(monitors.observe(), now);
        }
        if (firstLook.isOver()) {
            firstLook.release().forEach(request -> obey(request, now));
        }
    }

    /** One input that a defect of ours cannot digest must not take the others with it. */
    private void observeSafely(Input input, Instant now) {
        try {
            observe(input, now);
        } catch (RuntimeException e) {
            parts.listener().roundFailed(e);
        }
    }

    private void observe(Input input, Instant now) {
        if (input instanceof Input.Directory directory) {
            backend.hear(directory.view(), now);
            recordNews.hear(directory.view());
            monitors.announce(directory.view(), now);
        } else if (input instanceof Input.EffectEnded effectEnded) {
            sender.ended(effectEnded.effect());
            calls.ended(effectEnded.effect(), effectEnded.outcome(), now);
            monitors.note(effectEnded, calls);
            parts.listener().ended(effectEnded.effect(), effectEnded.outcome());
        } else {
            if (input instanceof Input.StreamEvent event) {
                calls.heard(event.containerId(), event.action());
            } else if (input instanceof Input.Listed listed) {
                calls.listed(listed.node(), listed.containers(), ledger.committed(), now);
            }
            monitors.accept(input, now);
        }
    }

    private void commitPositions(List<Write> writes, Instant now) {
        try {
            OutboxKeeper.inChanges(writes).forEach(change -> commit(change, now));
        } catch (HumpbackException e) {
            storeFailed(e, now); // the receivers are told again, which is allowed
        }
        events.positioned(ledger.committed().hookPositions());
    }

    private void obey(Input.Request request, Instant now) {
        if (request instanceof Input.Submitted submitted) {
            obey(submitted, now);
        } else if (request instanceof Input.Decided decided) {
            obey(decided, now);
        }
    }

    private void obey(Input.Decided decided, Instant now) {
        try {
            List<Write> writes = new SettingPlan(situation(now), parts.defaultGroup()).writes(decided.setting());
            if (writes.isEmpty() || commit(new Change(writes, null, null, null), now)) {
                decided.future().complete(!writes.isEmpty());
            } else {
                decided.future().completeExceptionally(notLeading());
            }
        } catch (RuntimeException e) {
            decided.future().completeExceptionally(e);
        }
    }

    private void obey(Input.Submitted submitted, Instant now) {
        try {
            Situation situation = situation(now);
            CommandPlanner.Planned planned = planner.plan(submitted.command(), situation);
            Operation operation = planned.change().opened();
            if (operation == null) {
                submitted.future().complete(planned.unchanged(situation));
                return;
            }
            pendingCommands.await(operation.id(), submitted.future(), planned.immediate());
            open(operation.id(), planned, now);
        } catch (RuntimeException e) {
            submitted.future().completeExceptionally(e);
        }
    }

    private void open(OperationId operation, CommandPlanner.Planned planned, Instant now) {
        try {
            if (!commit(planned.change(), now)) {
                pendingCommands.fail(operation, notLeading());
                return;
            }
            planned.refused()
                    .forEach((index, reason) ->
                            calls.noteReason(new InstanceKey(planned.meta().id(), index), reason));
        } catch (StoreOutcomeUnknownException e) {
            storeFailed(e, now); // whoever asked waits until it is known
        } catch (RuntimeException e) {
            pendingCommands.fail(operation, e);
        }
    }

    /** Commits what follows until nothing more does, and returns what is then to be done. */
    private Plan settle(Instant now) {
        Plan plan = reconciler.reconcile(situation(now));
        for (int round = 0; round < MAX_ROUNDS && !plan.changes().isEmpty(); round++) {
            boolean all = true;
            for (Change change : plan.changes()) {
                all &= commitSafely(change, now);
            }
            if (ledger.isDeposed()) {
                return Plan.NOTHING;
            }
            if (!all) {
                return plan; // the others' calls go on; what could not be committed follows again in the next step
            }
            plan = reconciler.reconcile(situation(now));
        }
        if (!plan.changes().isEmpty()) {
            parts.listener().roundFailed(new IllegalStateException("decisions do not settle: " + plan.changes()));
        }
        return plan;
    }

    /** A change that cannot be committed by a defect of ours must not keep the others from it. */
    private boolean commitSafely(Change change, Instant now) {
        try {
            return commit(change, now);
        } catch (HumpbackException e) {
            throw e;
        } catch (RuntimeException e) {
            parts.listener().roundFailed(e);
            return false;
        }
    }

    private boolean commit(Change change, Instant now) {
        if (!ledger.commit(change)) {
            return false;
        }
        committed(change, now);
        return true;
    }

    private void committed(Change change, Instant now) {
        if (change.opened() != null) {
            calls.opened(change.opened());
            parts.listener().opened(change.opened());
        }
        if (change.closed() != null) {
            closed(change.closed(), now);
        }
        if (change.event() != null) {
            events.appended();
        }
    }

    private void closed(OperationResult result, Instant now) {
        for (OperationResult.Item item : result.items()) {
            boolean open = item.outcome() == OperationResult.Outcome.FAILED
                    || item.outcome() == OperationResult.Outcome.UNKNOWN;
            if (open && !item.nodeName().isEmpty()) {
                calls.gaveUp(new InstanceKey(result.meta().id(), item.index()), now);
            }
        }
        if (ledger.committed().meta(result.meta().id()) == null) {
            calls.forget(result.meta().id());
        }
        parts.listener().closed(result);
        pendingCommands.closed(result);
    }

    private void rejectWrites(List<Input> inputs, Instant now) {
        for (Input input : inputs) {
            if (input instanceof Input.Request request) {
                request.future()
                        .completeExceptionally(new StoreUnavailableException("state store cannot be read", null));
            } else if (!(input instanceof Input.Acknowledged)) {
                observeSafely(input, now);
            }
        }
    }

    private static void rejectAll(List<? extends Input> inputs) {
        for (Input input : inputs) {
            if (input instanceof Input.Request request) {
                request.future().completeExceptionally(notLeading());
            }
        }
    }

    private static CommandRejectedException notLeading() {
        return new CommandRejectedException(
                CommandRejectedException.Reason.NOT_LEADING, "this center does not lead any more");
    }

    private void end(String reason) {
        if (!ended) {
            ended = true;
            parts.listener().deposed(reason);
            pendingCommands.leave();
            rejectAll(firstLook.release());
        }
    }

    /** Stops watching and closes all engines. Containers stay as they are; calls under way may still have an effect. */
    public void close() {
        ended = true;
        closed = true;
        Subscription watch = directoryWatch;
        if (watch != null) {
            watch.close();
        }
        monitors.close();
        pendingCommands.leave();
        rejectAll(firstLook.release());
        rejectAll(inbox.take());
    }
}
