package io.humpback.webhook;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.humpback.core.MetaId;
import io.humpback.core.spi.EventFeed;
import io.humpback.core.spi.Subscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts committed events to their receivers, from {@link #start} to {@link #close}. Each receiver gets the events of a
 * meta in the order of their sequence numbers, each until it has taken it, so at least once; one event always has the
 * same {@code webhook-id} and the same body. A new dispatcher goes on after the committed positions. Have one for each
 * time as the leader. Safe for use by several threads.
 *
 * <p>One thread looks for events and hands out turns, a bounded number of threads sends; what is decided, is decided by
 * {@link DeliverySchedule}.
 */
public final class WebhookDispatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    /** Without retries there is nothing to wait for but a signal. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final WebhookConfig config;
    private final InstantSource clock;
    private final DeliveryListener listener;
    private final HttpTransport transport;
    private final Courier courier;
    private final FeedScanner scanner;
    private final Thread loop;
    private final ExecutorService senders;
    private @Nullable Subscription subscription;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final DeliverySchedule schedule; // guarded by lock
    private boolean appended; // guarded by lock
    private boolean settled; // guarded by lock
    private volatile boolean closed;

    private WebhookDispatcher(EventFeed feed, WebhookConfig config, InstantSource clock, DeliveryListener listener) {
        this.config = config;
        this.clock = clock;
        this.listener = new GuardedListener(listener);
        transport = new HttpTransport(config, clock);
        courier = new Courier(feed, config, transport, this.listener);
        scanner = new FeedScanner(feed, config.pageSize());
        schedule = new DeliverySchedule(config);
        loop = threads("humpback-webhooks").newThread(this::run);
        senders = Executors.newFixedThreadPool(config.senders(), threads("humpback-webhook-%d"));
    }

    /** Returns a dispatcher that delivers the events of {@code feed} and logs how that goes. */
    public static WebhookDispatcher start(EventFeed feed, WebhookConfig config, InstantSource clock) {
        return start(feed, config, clock, DeliveryListener.logging());
    }

    /** Returns a dispatcher that delivers the events of {@code feed} and tells {@code listener} how that goes. */
    public static WebhookDispatcher start(
            EventFeed feed, WebhookConfig config, InstantSource clock, DeliveryListener listener) {
        WebhookDispatcher dispatcher = new WebhookDispatcher(feed, config, clock, listener);
        dispatcher.begin(feed);
        return dispatcher;
    }

    private void begin(EventFeed feed) {
        subscription = feed.onAppend(this::eventsAppended);
        loop.start();
    }

    /**
     * Ends the deliveries, within the time configured for that. Attempts under way are given up; their events are sent
     * again by the next dispatcher. Repeated calls do nothing.
     */
    @Override
    public void close() {
        locked(() -> {
            closed = true;
            changed.signalAll();
        });
        if (subscription != null) {
            subscription.close();
        }
        transport.close();
        senders.shutdown();
        awaitEnd();
    }

    private void awaitEnd() {
        long half = config.closeTimeout().toMillis() / 2 + 1;
        boolean ended = false;
        try {
            ended = senders.awaitTermination(half, TimeUnit.MILLISECONDS);
            loop.join(half);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended || loop.isAlive()) {
            log.warn("webhooks did not end in time, their threads are left behind: timeout={}", config.closeTimeout());
            senders.shutdownNow();
            loop.interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                boolean more = scan();
                sendDue();
                if (!more) {
                    awaitChange();
                }
            } catch (RuntimeException e) {
                recover(e);
            } catch (Error e) { // it would end the thread, and with it every delivery
                recover(new IllegalStateException("a scan was ended by an error", e));
            }
        }
    }

    /** Reads at most one page, so that sending need not wait for a long backlog to be read. Returns whether more is left. */
    private boolean scan() {
        if (takeAppended()) {
            Set<MetaId> gone = scanner.restart();
            locked(() -> schedule.forget(gone));
        }
        if (scanner.hasNext()) {
            List<FeedScanner.Owed> page = scanner.next();
            locked(() ->
                    page.forEach(owed -> schedule.owe(owed.lane(), owed.position(), owed.sequence(), clock.instant())));
        }
        return scanner.hasNext();
    }

    private void sendDue() {
        List<Turn> turns = locked(() -> schedule.deliverDue(clock.instant()));
        turns.forEach(turn -> senders.execute(() -> send(turn)));
    }

    private void send(Turn turn) {
        TurnResult result = TurnResult.notBegun(turn, "internal error");
        try {
            result = courier.run(turn);
        } catch (RuntimeException e) {
            log.warn(
                    "events could not be read, will try again: meta={}",
                    turn.lane().metaId(),
                    e);
        } finally {
            settle(result); // also after an error, else the lane would wait for ever
        }
    }

    private void settle(TurnResult result) {
        Duration wait = locked(() -> {
            settled = true;
            changed.signalAll();
            return schedule.settle(result, clock.instant());
        });
        Delivery failed = result.failed();
        if (failed == null) {
            return;
        }
        switch (result.attempt().kind()) {
            case REFUSED, UNAVAILABLE ->
                listener.failed(failed, result.attempt().reason(), wait);
            case GONE -> listener.disabled(failed, result.attempt().reason());
            case DELIVERED, CANCELLED -> {}
        }
    }

    private void eventsAppended() {
        locked(() -> {
            appended = true;
            changed.signalAll();
        });
    }

    private boolean takeAppended() {
        return locked(() -> {
            boolean taken = appended;
            appended = false;
            return taken;
        });
    }

    /** Waits until something was appended or settled, a wait is over, or we are closing. */
    private void awaitChange() {
        locked(() -> {
            Duration wait = schedule.untilNext(clock.instant());
            await(wait == null ? LONGEST_WAIT : wait, () -> appended || settled);
            settled = false;
        });
    }

    /** An exception must not end the loop: the feed may come back. Until then there is nothing to send either. */
    private void recover(RuntimeException e) {
        if (closed) {
            return;
        }
        log.warn("events could not be read, will try again: wait={}", config.firstRetry(), e);
        locked(() -> {
            appended = true;
            await(config.firstRetry(), () -> false);
        });
    }

    /** Waits, while holding the lock, until {@code news} is there, we are closing, or {@code longest} has passed. */
    private void await(Duration longest, BooleanSupplier news) {
        try {
            long left = longest.toNanos();
            while (!closed && !news.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // only close() does this, so the loop ends
        }
    }

    private static ThreadFactory threads(String nameFormat) {
        return new ThreadFactoryBuilder()
                .setNameFormat(nameFormat)
                .setDaemon(true)
                .build();
    }

    private void locked(Runnable action) {
        locked(() -> {
            action.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
