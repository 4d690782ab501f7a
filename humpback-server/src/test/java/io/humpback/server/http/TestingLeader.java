package io.humpback.server.http;

import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StoredState;
import io.humpback.scheduler.control.CommittedView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who leads, and what is known without a leader, as the test says. Safe for use by several threads. */
final class TestingLeader implements Leader {
    volatile boolean leading;
    volatile Optional<String> address = Optional.empty();
    volatile Optional<StaleView> last = Optional.empty();

    /** Makes it know an empty state, {@code age} old. */
    void knows(Duration age) {
        StoredState state = new StoredState(new Head(1, 1, "c1"), List.of());
        last = Optional.of(new StaleView(CommittedView.of(state, new DirectoryView(List.of(), false)), age));
    }

    @Override
    public boolean isHere() {
        return leading;
    }

    @Override
    public Optional<String> address() {
        return address;
    }

    @Override
    public Optional<StaleView> last() {
        return last;
    }
}
