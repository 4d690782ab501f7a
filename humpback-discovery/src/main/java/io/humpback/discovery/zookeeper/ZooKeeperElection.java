package io.humpback.discovery.zookeeper;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.LeadershipState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidate. Each has an ephemeral node in line below {@code leader}, with its address; whose is the first one leads.
 * Its name holds candidate and session, so that one whose creation was never answered is known again. While nothing can
 * be heard the lead lasts for as long as the session surely does, and not longer. Safe for use by several threads.
 */
final class ZooKeeperElection implements LeaderElection {
    private static final Logger log = LoggerFactory.getLogger(ZooKeeperElection.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration RESIGN_LIMIT = Duration.ofSeconds(2);
    private static final int SEQUENCE_DIGITS = 10;

    private final ZooKeeperConnection connection;
    private final String address;
    private final InstantSource clock;
    private final String folder;
    private final String candidate = UUID.randomUUID().toString();
    private final LeadershipState state;
    private final Watcher watcher;
    private final Subscription news;
    private final Rounds rounds;
    private volatile boolean closed;
    // The rounds' own:
    private @Nullable Session session;
    private SessionLease lease = new SessionLease(Instant.EPOCH, Duration.ZERO);

    private ZooKeeperElection(ZooKeeperConnection connection, String address, InstantSource clock) {
        this.connection = connection;
        this.address = address;
        this.clock = clock;
        folder = connection.settings().leader();
        state = new LeadershipState(clock);
        rounds = new Rounds("zookeeper-election", this::round);
        watcher = event -> rounds.wake();
        news = connection.onChange(rounds::wake);
    }

    static ZooKeeperElection join(ZooKeeperConnection connection, String address, InstantSource clock) {
        ZooKeeperElection election = new ZooKeeperElection(connection, address, clock);
        election.rounds.start();
        return election;
    }

    private Duration round() {
        Duration timeout = connection.settings().sessionTimeout();
        Duration pause = shorter(timeout.dividedBy(10), LONGEST_PAUSE);
        long begun = System.nanoTime();
        state.expire();
        try {
            Deadline deadline = Deadline.in(timeout.dividedBy(2));
            adopt(connection.lasting());
            take(connection.session(deadline), deadline);
        } catch (RequestException e) {
            adopt(connection.lasting());
            if (!state.leadership().leader() && !clock.instant().isBefore(lease.until())) {
                state.unknown();
            }
            log.debug("election cannot be asked: reason={}", e.getMessage());
        }
        return pause.minusNanos(System.nanoTime() - begun); // a slow network makes no renewal rarer than it must
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** With a session ends what stood in it, and with that the lead. */
    private void adopt(@Nullable Session present) {
        if (session != present) {
            if (session != null && state.leadership().leader()) {
                log.warn("the session with ZooKeeper has ended, and with it the lead");
                state.unknown();
            }
            session = present;
            lease = new SessionLease(Instant.EPOCH, Duration.ZERO);
        }
    }

    private void take(Session present, Deadline deadline) throws RequestException {
        adopt(present);
        if (lease.until().equals(Instant.EPOCH)) {
            lease = new SessionLease(present.created(), present.timeout());
        }
        Instant sent = clock.instant();
        List<String> line = line(present, deadline);
        lease.confirmed(sent);
        String own = ownPrefix(present);
        if (line.stream().noneMatch(name -> name.startsWith(own))) {
            enter(present, own, deadline);
            rounds.wake();
            return;
        }
        if (line.get(0).startsWith(own)) {
            if (clock.instant().isBefore(lease.until())) {
                state.leads(lease.until(), address);
            }
        } else {
            follow(present, line.get(0), deadline);
        }
    }

    /** Returns the names of all candidates' nodes, as the servers' leader knows them, the first in line first. */
    private List<String> line(Session present, Deadline deadline) throws RequestException {
        List<String> names =
                new ArrayList<>(deadline.await(present.synced(folder, asked -> asked.children(folder, watcher))));
        names.removeIf(name -> name.length() < SEQUENCE_DIGITS);
        names.sort(Comparator.comparing(name -> name.substring(name.length() - SEQUENCE_DIGITS)));
        return names;
    }

    private String ownPrefix(Session present) {
        return String.format(Locale.ROOT, "%s-%016x-", candidate, present.id());
    }

    private void enter(Session present, String own, Deadline deadline) throws RequestException {
        Op node = Op.create(
                folder + "/" + own,
                address.getBytes(StandardCharsets.UTF_8),
                connection.settings().centersOnly(),
                CreateMode.EPHEMERAL_SEQUENTIAL);
        Folders.writeBelow(present, connection.settings(), folder, node, deadline);
    }

    private void follow(Session present, String first, Deadline deadline) throws RequestException {
        Optional<Znode> leader = deadline.await(present.read(folder + "/" + first));
        if (leader.isPresent()) {
            state.follows(leader.get().text());
        } else {
            rounds.wake(); // it has just left
        }
    }

    @Override
    public Leadership leadership() {
        return state.leadership();
    }

    @Override
    public Subscription onChange(Runnable listener) {
        return state.onChange(listener);
    }

    /** The others hear of it at once. If no server answers, the session's end does it. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        state.close();
        news.close();
        rounds.close();
        if (!connection.isConnected()) {
            return;
        }
        Deadline deadline = Deadline.in(RESIGN_LIMIT);
        try {
            Session present = connection.session(deadline);
            String own = ownPrefix(present);
            for (String name : line(present, deadline)) {
                if (name.startsWith(own)) {
                    deadline.await(present.write(List.of(Op.delete(folder + "/" + name, -1))));
                }
            }
        } catch (RequestException e) {
            log.warn("the lead is given up by the end of the session alone: reason={}", e.getMessage());
        }
    }
}
