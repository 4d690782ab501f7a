package io.humpback.discovery.etcd;

import io.etcd.jetcd.maintenance.StatusResponse;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.RecordPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** A cluster of real etcd servers on the loopback interface, with its files in a directory of the test's. */
public final class EtcdCluster implements AutoCloseable {
    /** A clock that never jumps. */
    static final InstantSource CLOCK = steadyClock();

    private final List<EtcdMember> members = new ArrayList<>();

    private EtcdCluster(Path folder, int size, String scheme, List<String> arguments) throws IOException {
        List<Integer> ports = freePorts(2 * size);
        List<String> peers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            peers.add("m" + i + "=http://127.0.0.1:" + ports.get(size + i));
        }
        String token = UUID.randomUUID().toString();
        for (int i = 0; i < size; i++) {
            String client = scheme + "://127.0.0.1:" + ports.get(i);
            String peer = "http://127.0.0.1:" + ports.get(size + i);
            List<String> all = new ArrayList<>(List.of(
                    "--listen-client-urls",
                    client,
                    "--advertise-client-urls",
                    client,
                    "--listen-peer-urls",
                    peer,
                    "--initial-advertise-peer-urls",
                    peer,
                    "--initial-cluster",
                    String.join(",", peers),
                    "--initial-cluster-token",
                    token));
            all.addAll(arguments);
            members.add(new EtcdMember("m" + i, folder, ports.get(i), all));
        }
    }

    /** Starts a cluster and waits until it is healthy. */
    public static EtcdCluster start(Path folder, int size, String... arguments) throws IOException {
        EtcdCluster cluster = new EtcdCluster(folder, size, "http", List.of(arguments));
        boolean started = false;
        try {
            for (EtcdMember member : cluster.members) {
                member.start();
            }
            cluster.members.forEach(EtcdMember::awaitHealthy);
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    /** Starts one server that talks TLS, and waits until it is healthy. */
    static EtcdCluster startTls(Path folder, List<String> arguments) throws IOException {
        int metrics = freePorts(1).get(0);
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--listen-metrics-urls", "http://127.0.0.1:" + metrics)); // its health without certificates
        EtcdCluster cluster = new EtcdCluster(folder, 1, "https", all);
        cluster.member(0).start();
        cluster.member(0).awaitHealthy(metrics);
        return cluster;
    }

    private static List<Integer> freePorts(int number) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static InstantSource steadyClock() {
        Instant start = InstantSource.system().instant();
        long nanos = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - nanos);
    }

    /** Returns a member, counted from 0. */
    public EtcdMember member(int number) {
        return members.get(number);
    }

    /** Returns the member that leads the others. */
    public EtcdMember leader() {
        try (EtcdConnection anybody = new EtcdConnection(uri(""))) {
            for (EtcdMember member : members) {
                String each = "http://127.0.0.1:" + member.port();
                StatusResponse status =
                        anybody.call(client -> client.getMaintenanceClient().statusMember(each));
                if (status.getLeader() == status.getHeader().getMemberId()) {
                    return member;
                }
            }
        }
        throw new AssertionError("etcd has no leader");
    }

    List<EtcdMember> members() {
        return members;
    }

    /** Returns the URI of all members, with options as they stand behind the question mark. */
    BackendUri uri(String options) {
        return uri(members.stream().map(EtcdMember::port).toList(), options);
    }

    /** Returns the URI of whatever listens on these ports of the loopback interface. */
    static BackendUri uri(List<Integer> ports, String options) {
        return BackendUri.parse("etcd://"
                + ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))
                + "/humpback-test" + (options.isEmpty() ? "" : "?" + options));
    }

    /** Returns settings of a center. */
    static BackendSettings settings(String cluster, RecordPolicy records) {
        return new BackendSettings(
                cluster, new ConfiguredNodeDirectory(List.of()), new JoinedNodeDirectory(CLOCK), records, CLOCK);
    }

    /** Returns settings of an agent. */
    static AnnouncementSettings agent(String cluster, Duration ttl) {
        return new AnnouncementSettings(cluster, ttl);
    }

    @Override
    public void close() {
        members.forEach(EtcdMember::close);
    }
}
