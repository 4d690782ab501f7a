package io.humpback.discovery;

import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of the newest view of the nodes: each listener one call at a time, and never an older view after a
 * newer one. Views that follow each other faster than a listener returns may be told as one. No lock is held while a
 * listener is called, so it may call back. Safe for use by several threads.
 */
public final class ViewPublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ViewPublisher.class);

    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private volatile @Nullable DirectoryView view;
    private volatile boolean closed;

    /** Creates it without a view: nobody is told of anything before the first {@link #publish}. */
    public ViewPublisher() {}

    /** Makes {@code newView} the view and tells the listeners, on this thread, unless it equals the one before. */
    public void publish(DirectoryView newView) {
        publish(() -> newView);
    }

    /**
     * Does the same with what {@code source} says is so now. It is asked while a lock is held, so that the later of two
     * views is published last, and must not call back.
     */
    public void publish(Supplier<DirectoryView> source) {
        synchronized (this) {
            DirectoryView newView = source.get();
            if (newView.equals(view)) {
                return;
            }
            view = newView;
        }
        watches.forEach(Watch::tell);
    }

    /** Adds a listener and tells it of the view, if there is one, on this thread. */
    public Subscription watch(DirectoryListener listener) {
        Watch watch = new Watch(listener);
        watches.add(watch);
        watch.tell();
        return watch;
    }

    /** Ends all watches. Repeated calls do nothing. */
    @Override
    public void close() {
        closed = true;
        watches.clear();
    }

    /** One listener. Whoever finds it at rest tells it; who finds it busy leaves the newest view to that thread. */
    private final class Watch implements Subscription {
        private final DirectoryListener listener;
        private final AtomicInteger untold = new AtomicInteger();
        private volatile boolean ended;

        Watch(DirectoryListener listener) {
            this.listener = listener;
        }

        void tell() {
            if (untold.getAndIncrement() > 0) {
                return;
            }
            int told = 1;
            do {
                tellOnce();
                told = untold.addAndGet(-told);
            } while (told > 0);
        }

        private void tellOnce() {
            DirectoryView newest = view;
            if (newest == null || ended || closed) {
                return;
            }
            try {
                listener.onView(newest);
            } catch (RuntimeException e) {
                log.error("listener of the nodes failed; the others are told", e);
            }
        }

        @Override
        public void close() {
            ended = true;
            watches.remove(this);
        }
    }
}
