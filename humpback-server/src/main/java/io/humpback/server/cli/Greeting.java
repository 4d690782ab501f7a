package io.humpback.server.cli;

import io.humpback.core.Group;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeState;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.agent.OwnAddress;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ListenAddress;
import io.humpback.server.config.TlsFiles;
import io.humpback.server.security.CertificateNames;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The words of {@code humpback up}: what it found, and what to type next. */
final class Greeting {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    private static final double GIBIBYTE = 1L << 30;

    private final PrintWriter out;
    private final boolean simulated;
    private final OwnAddress ownAddress;

    Greeting(PrintWriter out, boolean simulated, OwnAddress ownAddress) {
        this.out = out;
        this.simulated = simulated;
        this.ownAddress = ownAddress;
    }

    void print(CenterConfig config, RunningCenter center) {
        try {
            center.awaitProbed(PROBE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.println("Humpback " + RootCommand.Version.text() + " is up: " + center.uri());
        out.println();
        if (center.leads()) {
            printCluster(config, center, center.view());
        } else {
            printFollower(config, center);
        }
        out.println();
        out.println(
                simulated
                        ? "Ctrl-C ends the center and its simulated engines."
                        : "Ctrl-C ends the center; the containers go on running.");
        out.flush();
    }

    private void printFollower(CenterConfig config, RunningCenter center) {
        out.println("  state  " + config.discovery().scheme() + ", shared with other centers");
        out.println("  leads  "
                + center.leader().orElse("nobody yet; this center answers as soon as one of them is elected"));
    }

    private void printCluster(CenterConfig config, RunningCenter center, ClusterView view) {
        out.println("  data   " + place(config) + (center.isNew() ? ", new" : ", " + found(view)));
        printNodes(view.nodes());
        out.println();
        printNext(config.clusterTls(), center.uri(), services(view) == 0);
        if (!simulated) {
            printJoin(config, center);
        }
    }

    /** Simulated data and real hosts do not mix, so a simulation does not ask for hosts. */
    private void printJoin(CenterConfig config, RunningCenter center) {
        ListenAddress listen = config.api().listen();
        if (listen.isLoopback() || !config.discovery().isEmbedded()) {
            return;
        }
        TlsFiles tls = config.clusterTls();
        String own = listen.isAllInterfaces() ? ownAddress.find("", "", 0).address() : listen.host();
        String host = tls.isComplete() ? certified(own, CertificateNames.ofFile(Path.of(tls.cert()))) : own;
        String token = center.token().map(known -> " --token " + known.value()).orElse("");
        out.println();
        out.println("Let other hosts join, on each of them"
                + (tls.isComplete() ? " with a certificate of its own (docs/agent.md):" : ":"));
        out.println("  humpback agent --join " + center.uri().getScheme() + "://"
                + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + center.uri().getPort() + token
                + (tls.isComplete() ? " --tlscacert ca.pem --tlscert cert.pem --tlskey key.pem" : ""));
    }

    private static String place(CenterConfig config) {
        return config.discovery().isInDataDir()
                ? config.cluster().dataDir().toString()
                : config.discovery().scheme();
    }

    /** Agents refuse a center that they call by an address that its certificate is not for. */
    private static String certified(String host, CertificateNames names) {
        return names.cover(host) || names.names().isEmpty()
                ? host
                : names.names().get(0);
    }

    private static String found(ClusterView view) {
        long services = services(view);
        return "found with " + services + (services == 1 ? " service" : " services");
    }

    private static long services(ClusterView view) {
        long count = 0;
        for (Group group : view.groups()) {
            count += view.metas(group.id()).size();
        }
        return count;
    }

    private void printNodes(List<NodeView> nodes) {
        int width = nodes.stream().mapToInt(node -> name(node).length()).max().orElse(0);
        for (int i = 0; i < nodes.size(); i++) {
            NodeView node = nodes.get(i);
            out.println((i == 0 ? "  nodes  " : "         ") + pad(name(node), width) + "  " + describe(node));
        }
    }

    private static String name(NodeView view) {
        return view.node().name().isEmpty()
                ? view.node().endpoint()
                : view.node().name();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String describe(NodeView view) {
        String state = view.state().name().toLowerCase(Locale.ROOT);
        NodeFacts facts = view.node().facts();
        if (view.state() != NodeState.HEALTHY) {
            return state + (view.stateReason().isEmpty() ? "" : ": " + view.stateReason());
        }
        return String.format(
                Locale.ROOT,
                "%s, %d CPU, %.1f GiB memory, Docker %s, %s",
                state,
                facts.cpus(),
                facts.memoryBytes() / GIBIBYTE,
                facts.engineVersion(),
                view.node().endpoint());
    }

    private void printNext(TlsFiles tls, URI uri, boolean empty) {
        String curl = tls.isComplete() ? "curl --cacert " + tls.caCert() + " " : "curl ";
        if (empty) {
            out.println("Run two containers:");
            out.println("  " + curl + uri + "/v1/groups/collections -H 'Content-Type: application/json' -d '");
            out.println("    {\"GroupId\": \"default\", \"Instances\": 2,");
            out.println(
                    "     \"Config\": {\"Name\": \"hello\", \"Image\": \"alpine:3\", \"Command\": \"sleep 3600\"}}'");
            out.println();
        }
        out.println("See what runs:");
        out.println("  " + curl + uri + "/v1/groups/default/collections");
    }
}
