package io.humpback.server;

import io.humpback.core.HumpbackException;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ClusterSetting;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.CommandRejectedException;
import io.humpback.server.http.Leader;
import io.humpback.server.http.StaleView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a term when this center is elected and ends it when it is not any more, on one thread of its own. What is asked
 * for meanwhile goes to the term, and is rejected while there is none. Safe for use by several threads.
 */
final class Lead implements ClusterControl, Leader, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lead.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Leadership NOBODY = new Leadership(false, Instant.EPOCH, "");

    private final Function<Runnable, Term> terms;
    private final InstantSource clock;
    private final LastKnown known;
    private final Semaphore signals = new Semaphore(0);
    private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "humpback-lead");
    private volatile @Nullable LeaderElection election;
    private volatile @Nullable Subscription changes;
    private volatile @Nullable Term term;
    private volatile boolean closed;
    private Instant surelyUntil = Instant.MIN;
    private String failure = "";

    /**
     * Creates it; nobody is known to lead yet.
     *
     * @param terms begins a term that tells when it is over, or throws
     * @param clock the one by which the lead's end is told
     * @param known is told at a term's end what was seen in it
     */
    Lead(Function<Runnable, Term> terms, InstantSource clock, LastKnown known) {
        this.terms = terms;
        this.clock = clock;
        this.known = known;
    }

    /** Begins to do what {@code newElection} says. To be called once; leaving the election is the caller's. */
    void enter(LeaderElection newElection) {
        election = newElection;
        changes = newElection.onChange(signals::release);
        thread.start();
    }

    private Leadership leadership() {
        LeaderElection entered = election;
        return entered == null ? NOBODY : entered.leadership();
    }

    private void run() {
        try {
            while (!closed) {
                follow();
                if (signals.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                    signals.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void follow() {
        Term current = term;
        boolean elected = isElected();
        if (current != null && (!elected || current.isOver())) {
            log.warn("the lead ends: reason={}", elected ? "another center has committed" : "not elected any more");
            end();
        }
        if (elected && term == null) {
            begin();
        } else if (!elected && !leadership().leaderAddress().isEmpty()) {
            settled.complete(null);
        }
    }

    private boolean isElected() {
        Leadership now = leadership();
        if (now.leader()) {
            surelyUntil = now.until();
        }
        return now.leader() && clock.instant().isBefore(now.until());
    }

    private void begin() {
        try {
            term = terms.apply(signals::release);
            failure = "";
            settled.complete(null);
        } catch (HumpbackException e) {
            settled.completeExceptionally(e);
            if (!failure.equals(e.getMessage())) {
                failure = String.valueOf(e.getMessage());
                log.warn("elected, but cannot lead, trying again: reason={}", failure);
            }
        } catch (RuntimeException | Error e) { // an error would end the thread, and nobody would lead
            settled.completeExceptionally(e);
            log.error("elected, but cannot lead by a defect, trying again", e);
        }
    }

    /** What was seen stays readable from the first moment on; what was committed at the very end comes with the second. */
    private void end() {
        Term current = term;
        if (current == null) {
            return;
        }
        Instant now = clock.instant();
        Instant asOf = now.isBefore(surelyUntil) ? now : surelyUntil;
        known.led(current.control().view(), asOf);
        term = null;
        current.close();
        known.led(current.control().view(), asOf);
    }

    /**
     * Completes as soon as this center leads for the first time, or knows who does; exceptionally if it was elected and
     * could not begin, though it goes on trying.
     */
    CompletableFuture<@Nullable Void> settled() {
        return settled;
    }

    @Override
    public boolean isHere() {
        return term != null;
    }

    @Override
    public Optional<String> address() {
        Leadership now = leadership();
        return now.leader() || now.leaderAddress().isEmpty() ? Optional.empty() : Optional.of(now.leaderAddress());
    }

    @Override
    public Optional<StaleView> last() {
        return known.get();
    }

    @Override
    public ClusterView view() {
        Term current = term;
        if (current == null) {
            throw notLeading();
        }
        return current.control().view();
    }

    @Override
    public CompletableFuture<OperationResult> submit(Command command) {
        Term current = term;
        return current == null
                ? CompletableFuture.failedFuture(notLeading())
                : current.control().submit(command);
    }

    @Override
    public CompletableFuture<Boolean> set(ClusterSetting setting) {
        Term current = term;
        return current == null
                ? CompletableFuture.failedFuture(notLeading())
                : current.control().set(setting);
    }

    private static CommandRejectedException notLeading() {
        return new CommandRejectedException(
                CommandRejectedException.Reason.NOT_LEADING, "this center does not lead, and knows nobody who does");
    }

    /** Ends the term and waits for that. Repeated calls do nothing. */
    @Override
    public void close() {
        closed = true;
        Subscription watch = changes;
        if (watch != null) {
            watch.close();
        }
        signals.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
