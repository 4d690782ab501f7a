package io.humpback.server;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.contract.AnnouncedNode;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.http.v2.Membership;
import io.humpback.server.http.v2.NodeJoins;
import io.humpback.server.security.CertificateNames;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets agents join: checks the record and its signature, that it is newer than the last one of its agent, and that the
 * engine behind it is not already a node. Where certificates take the place of a token there is no signature: then the
 * connection was made by a member, and its certificate must be for the address that the record announces, so that no
 * member can announce another's. Safe for use by several threads.
 */
final class JoinDesk implements NodeJoins {
    private static final Logger log = LoggerFactory.getLogger(JoinDesk.class);

    /** More than there can be nodes; whose stamp is forgotten can only be replayed under a valid token. */
    private static final int MAX_STAMPS = 20_000;

    private final JoinedNodeDirectory directory;
    private final @Nullable ClusterToken token;
    private final Duration heartbeat;
    private final Supplier<List<NodeView>> nodes;
    private final Supplier<String> clusterId;
    private final Map<String, Long> stamps = bounded();
    private final Map<String, Reason> refused = bounded();

    /**
     * Creates it.
     *
     * @param token what signs records; null where agents join by certificate
     * @param heartbeat how often agents are to announce themselves
     * @param nodes all nodes as the control loop sees them
     * @param clusterId the cluster's id, empty where it has none yet
     */
    JoinDesk(
            JoinedNodeDirectory directory,
            @Nullable ClusterToken token,
            Duration heartbeat,
            Supplier<List<NodeView>> nodes,
            Supplier<String> clusterId) {
        this.directory = directory;
        this.token = token;
        this.heartbeat = heartbeat;
        this.nodes = nodes;
        this.clusterId = clusterId;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MAX_STAMPS;
            }
        };
    }

    @Override
    public Answer join(String agentKey, NodeRecord record, Duration ttl, Membership member) {
        Node node;
        try {
            node = AnnouncedNode.of(agentKey, record);
        } catch (IllegalArgumentException e) {
            return new Refused(Reason.INVALID_RECORD, String.valueOf(e.getMessage()));
        }
        Refused refusal = refusal(node, record, member);
        if (refusal == null) {
            refusal = announce(node, record, ttl);
        } else if (refusal.reason() == Reason.ENGINE_HELD) {
            directory.leave(node.id(), Objects.requireNonNullElse(record.instance(), ""));
        }
        report(node, refusal);
        return refusal == null ? new Joined(ttl, within(ttl), clusterId.get()) : refusal;
    }

    /** A lease is to outlive two lost heartbeats. */
    private Duration within(Duration ttl) {
        Duration third = ttl.dividedBy(3);
        return third.compareTo(heartbeat) < 0 ? third : heartbeat;
    }

    private @Nullable Refused refusal(Node node, NodeRecord record, Membership member) {
        String agentKey = node.id().value();
        if (record.instance() == null || record.stamp() == null) {
            return new Refused(Reason.INVALID_RECORD, "instance, stamp: missing (expected: both)");
        }
        Refused stranger =
                token == null ? certified(node, record, member.certificate()) : signed(agentKey, record, token);
        if (stranger != null) {
            return stranger;
        }
        Refused stale = newer(agentKey, record.stamp());
        return stale == null ? engineHeld(node) : stale;
    }

    private static @Nullable Refused signed(String agentKey, NodeRecord record, ClusterToken token) {
        return RecordSignature.isValid(agentKey, record, token)
                ? null
                : new Refused(Reason.FORGED_RECORD, "the record is not signed with this cluster's token");
    }

    /**
     * The center will call the agent at the address announced and refuse any other host's certificate there, so one that
     * is not for it is refused while somebody can be told why.
     */
    private static @Nullable Refused certified(Node node, NodeRecord record, @Nullable CertificateNames certificate) {
        if (certificate == null) {
            return new Refused(Reason.OTHER_CERTIFICATE, "no certificate was shown");
        }
        if (record.signature() != null) {
            return new Refused(
                    Reason.OTHER_CERTIFICATE,
                    "this center knows no token, and the agent asks for one. Maybe start the agent without, or the center"
                            + " with HUMPBACK_TOKEN");
        }
        if (!Boolean.TRUE.equals(record.tls())) {
            return new Refused(
                    Reason.OTHER_CERTIFICATE,
                    "agents join by certificate here, and this one serves plain HTTP. Maybe start it with --tlscacert,"
                            + " --tlscert and --tlskey");
        }
        String host = host(node.endpoint());
        return certificate.cover(host)
                ? null
                : new Refused(
                        Reason.OTHER_CERTIFICATE,
                        "the agent's certificate is not for the address that it announces: address=" + host
                                + ", certificate for: " + certificate + ". Maybe set --address to one of these, or have"
                                + " one signed with subjectAltName=IP:" + host);
    }

    private static String host(String endpoint) {
        String host = Objects.requireNonNullElse(URI.create(endpoint).getHost(), "");
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Stamps are compared with each other and never with a clock, so an agent's clock may be wrong by any amount. */
    private @Nullable Refused newer(String agentKey, long stamp) {
        synchronized (stamps) {
            Long newest = stamps.get(agentKey);
            if (newest != null && newest >= stamp) {
                return new Refused(
                        Reason.STALE_RECORD,
                        "stamp: " + stamp + " (expected: above " + newest + ", the newest of this agent)",
                        newest);
            }
            stamps.put(agentKey, stamp);
            return null;
        }
    }

    /**
     * One engine as two nodes would be taken for two hosts with the same containers, one of them too many. As long as
     * an engine that configuration names was not asked, nobody knows which one it is, and nobody new is let in; who is a
     * node already stays one, or an engine that never answers would end the leases of all.
     */
    private @Nullable Refused engineHeld(Node node) {
        boolean unknown = false;
        for (NodeView view : nodes.get()) {
            Node other = view.node();
            if (other.endpoint().startsWith("http")) {
                continue;
            }
            String engineId = other.facts().engineId();
            if (!engineId.isEmpty() && engineId.equals(node.facts().engineId())) {
                return new Refused(
                        Reason.ENGINE_HELD,
                        "the center reaches this engine itself: node=" + other.name() + ", endpoint=" + other.endpoint()
                                + ". Maybe the center runs on this host: it needs no agent there");
            }
            unknown |= engineId.isEmpty() && view.state() == NodeState.PENDING;
        }
        return unknown && !isAdmitted(node)
                ? new Refused(Reason.NOT_READY, "the engines that configuration names are being asked")
                : null;
    }

    /** Returns whether this agent is announced with the engine that it has now. */
    private boolean isAdmitted(Node node) {
        return directory
                .find(node.id())
                .filter(known -> known.facts().engineId().equals(node.facts().engineId()))
                .isPresent();
    }

    private @Nullable Refused announce(Node node, NodeRecord record, Duration ttl) {
        String instance = Objects.requireNonNullElse(record.instance(), "");
        return switch (directory.announce(node, instance, ttl)) {
            case ACCEPTED -> null;
            case KEY_HELD ->
                new Refused(
                        Reason.KEY_HELD,
                        "another agent is announced with this key. Maybe the machine was cloned: stop this agent and delete"
                                + " its key file");
            case ADDRESS_HELD ->
                new Refused(
                        Reason.ADDRESS_HELD,
                        "another agent is announced at this address: " + node.endpoint()
                                + ". Maybe set DOCKER_AGENT_IPADDR or another port");
            case FULL -> new Refused(Reason.NOT_READY, "too many nodes are announced");
        };
    }

    /** Said once for each reason, and not at every heartbeat. */
    private void report(Node node, @Nullable Refused refusal) {
        String key = node.id().value();
        synchronized (refused) {
            if (refusal == null) {
                refused.remove(key);
                return;
            }
            if (refused.put(key, refusal.reason()) == refusal.reason() || refusal.reason() == Reason.NOT_READY) {
                return;
            }
        }
        log.warn(
                "agent was refused: key={}, name={}, endpoint={}, reason={}",
                key,
                node.name(),
                node.endpoint(),
                refusal.detail());
    }

    @Override
    public boolean leave(String agentKey, String instance) {
        NodeId id;
        try {
            id = NodeId.of(agentKey);
        } catch (IllegalArgumentException e) {
            return true; // nobody of this name is announced
        }
        return directory.leave(id, instance);
    }
}
