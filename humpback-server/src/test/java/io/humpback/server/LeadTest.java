package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.humpback.core.MetaId;
import io.humpback.core.OperationResult;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Subscription;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ClusterSetting;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.CommandRejectedException;
import io.humpback.scheduler.control.CommittedView;
import io.humpback.scheduler.testing.TestingClock;
import io.humpback.scheduler.testing.TestingStateStore;
import io.humpback.server.http.StaleView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A center's terms, begun and ended by an election that the test decides. */
class LeadTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Command ANY = new Command.RemoveMeta(MetaId.of("m1"));

    private final TestingClock clock = new TestingClock();
    private final TestingElection election = new TestingElection();
    private final List<TestingTerm> terms = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final LastKnown known = new LastKnown(new TestingStateStore(), clock);
    private final Lead lead = new Lead(this::begin, clock, known);

    @BeforeEach
    void enter() {
        lead.enter(election);
    }

    @AfterEach
    void close() {
        lead.close();
    }

    @Test
    void rejectsWhatIsAskedWhileNobodyLeads() {
        assertThat(lead.isHere()).isFalse();
        assertThat(lead.address()).isEmpty();
        assertThatThrownBy(lead::view).isInstanceOf(CommandRejectedException.class);
        assertThat(lead.submit(ANY)).isCompletedExceptionally();
        assertThat(lead.settled()).isNotDone();
    }

    @Test
    void beginsATermWhenItIsElected() throws Exception {
        election.leads(Instant.MAX);

        lead.settled().get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(lead.isHere()).isTrue();
        assertThat(lead.submit(ANY)).isSameAs(terms.get(0).answer);
    }

    @Test
    void knowsWhoElseLeads() throws Exception {
        election.follows("http://other:8589");

        lead.settled().get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(lead.isHere()).isFalse();
        assertThat(lead.address()).contains("http://other:8589");
        assertThat(terms).isEmpty();
    }

    @Test
    void endsItsTermWhenItIsNotElectedAnyMore() {
        election.leads(Instant.MAX);
        await().atMost(LIMIT).until(lead::isHere);

        election.follows("http://other:8589");

        await().atMost(LIMIT).until(() -> terms.get(0).closed);
        assertThat(lead.isHere()).isFalse();
        assertThat(lead.submit(ANY)).isCompletedExceptionally();
    }

    @Test
    void endsItsTermWhenTheLeadsTimeIsOverThoughNobodySaysSo() {
        election.leads(clock.instant().plusSeconds(10));
        await().atMost(LIMIT).until(lead::isHere);

        clock.advance(Duration.ofSeconds(10));

        await().atMost(LIMIT).until(() -> terms.get(0).closed);
    }

    @Test
    void beginsAnotherTermWhenOneEndsByItself() {
        election.leads(Instant.MAX);
        await().atMost(LIMIT).until(lead::isHere);

        terms.get(0).over();

        await().atMost(LIMIT).until(() -> terms.size() == 2 && lead.isHere());
        assertThat(terms.get(0).closed).isTrue();
        assertThat(terms.get(1).closed).isFalse();
    }

    @Test
    void triesAgainWhenATermCannotBegin() {
        failures.set(2);

        election.leads(Instant.MAX);

        await().atMost(LIMIT).until(lead::isHere);
        assertThat(lead.settled())
                .as("the first failure is told to whoever starts a center")
                .isCompletedExceptionally();
    }

    @Test
    void endsItsTermWhenItCloses() {
        election.leads(Instant.MAX);
        await().atMost(LIMIT).until(lead::isHere);

        lead.close();

        assertThat(terms.get(0).closed).isTrue();
        assertThat(lead.isHere()).isFalse();
    }

    @Test
    void remembersWhatItSawWhenItLed() {
        election.leads(clock.instant().plusSeconds(10));
        await().atMost(LIMIT).until(lead::isHere);
        assertThat(lead.last()).isEmpty();

        clock.advance(Duration.ofSeconds(25));

        await().atMost(LIMIT).until(() -> !lead.isHere());
        assertThat(lead.last())
                .hasValueSatisfying(last -> assertThat(last.view()).isSameAs(terms.get(0).view));
        assertThat(lead.last().map(StaleView::age))
                .as("its lease ended 15 s ago")
                .contains(Duration.ofSeconds(15));
    }

    private Term begin(Runnable onOver) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreUnavailableException("away", null);
        }
        TestingTerm term = new TestingTerm(onOver);
        terms.add(term);
        return term;
    }

    private static final class TestingTerm implements Term, ClusterControl {
        private final CompletableFuture<OperationResult> answer = new CompletableFuture<>();
        private final Runnable onOver;
        private final ClusterView view =
                CommittedView.of(new StoredState(new Head(3, 3, "c3"), List.of()), new DirectoryView(List.of(), false));
        private volatile boolean over;
        private volatile boolean closed;

        TestingTerm(Runnable onOver) {
            this.onOver = onOver;
        }

        void over() {
            over = true;
            onOver.run();
        }

        @Override
        public ClusterControl control() {
            return this;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public ClusterView view() {
            return view;
        }

        @Override
        public CompletableFuture<OperationResult> submit(Command command) {
            return answer;
        }

        @Override
        public CompletableFuture<Boolean> set(ClusterSetting setting) {
            return CompletableFuture.completedFuture(true);
        }
    }

    private static final class TestingElection implements LeaderElection {
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private volatile Leadership known = new Leadership(false, Instant.EPOCH, "");

        void leads(Instant until) {
            tell(new Leadership(true, until, "http://me:8589"));
        }

        void follows(String address) {
            tell(new Leadership(false, Instant.EPOCH, address));
        }

        private void tell(Leadership newly) {
            known = newly;
            listeners.forEach(Runnable::run);
        }

        @Override
        public Leadership leadership() {
            return known;
        }

        @Override
        public Subscription onChange(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public void close() {
            known = new Leadership(false, Instant.EPOCH, "");
        }
    }
}
