package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConfiguredNodeDirectoryTest extends NodeDirectoryContract {
    private final ConfiguredNodeDirectory configured = new ConfiguredNodeDirectory(List.of());
    private final List<DirectoryView> told = new ArrayList<>();

    @Override
    protected NodeDirectory open() {
        return configured;
    }

    @Override
    protected void announce(List<Node> nodes) {
        configured.replace(nodes);
    }

    @Override
    protected boolean isLeased() {
        return false;
    }

    @Test
    void tellsBeforeWatchReturns() {
        configured.watch(told::add);

        assertThat(told).containsExactly(new DirectoryView(List.of(), false));
    }

    @Test
    void isSilentWhenNothingChanged() {
        configured.replace(List.of(node("a"), node("b")));
        configured.watch(told::add);

        configured.replace(List.of(node("b"), node("a")));

        assertThat(told).hasSize(1);
    }

    @Test
    void passesOnAnIdThatOccursTwiceSoThatTheOthersAreSeen() {
        configured.replace(List.of(node("b"), node("b").withName("c"), node("a")));

        configured.watch(told::add);
        assertThat(told)
                .extracting(DirectoryView::nodes)
                .containsExactly(List.of(node("a"), node("b"), node("b").withName("c")));
    }

    @Test
    void tellsAListenerThatCallsBackOneViewAfterTheOther() {
        configured.watch(view -> {
            if (view.nodes().isEmpty()) {
                configured.replace(List.of(node("a")));
            }
            told.add(view);
        });

        assertThat(told).extracting(DirectoryView::nodes).containsExactly(List.of(), List.of(node("a")));
    }

    @Test
    void closesASubscriptionWhoseListenerIsBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        configured.replace(List.of(node("a")));
        Subscription subscription = configured.watch(view -> {
            told.add(view);
            if (view.nodes().isEmpty()) {
                busy.countDown();
                await(closed);
            }
        });
        Thread changing = new Thread(() -> configured.replace(List.of()));
        changing.start();
        await(busy);

        configured.replace(List.of(node("b")));
        subscription.close();
        closed.countDown();
        changing.join();

        assertThat(told).extracting(DirectoryView::nodes).containsExactly(List.of(node("a")), List.of());
    }

    @Test
    void tellsAListenerThatWasBusyOfTheNewestView() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        configured.watch(view -> {
            told.add(view);
            if (view.nodes().equals(List.of(node("a")))) {
                busy.countDown();
                await(changed);
            }
        });
        Thread changing = new Thread(() -> configured.replace(List.of(node("a"))));
        changing.start();
        await(busy);

        configured.replace(List.of(node("b")));
        configured.replace(List.of(node("c")));
        changed.countDown();
        changing.join();

        assertThat(told)
                .extracting(DirectoryView::nodes)
                .containsExactly(List.of(), List.of(node("a")), List.of(node("c")));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
