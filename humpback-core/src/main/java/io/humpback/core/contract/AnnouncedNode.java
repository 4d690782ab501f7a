package io.humpback.core.contract;

import io.humpback.core.Checks;
import io.humpback.core.IpAddress;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.Platform;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes nodes of records. Records come from a mailbox that others may write to, so everything in them is checked:
 * sizes, forms, and that the address is one that a host can be reached at. Stateless.
 */
public final class AnnouncedNode {
    /** The label under which a record's zone is found ({@code engine.labels.zone}), unless the engine has its own. */
    public static final String ZONE_LABEL = "zone";

    private static final int MAX_TEXT = 256;
    private static final int MAX_LABELS = 256;
    private static final int MAX_LABEL = 1024;
    private static final int MAX_CPUS = 1 << 16;
    private static final int MAX_PORT = 65_535;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private AnnouncedNode() {}

    /**
     * Returns the node that the agent {@code agentKey} announces.
     *
     * @throws IllegalArgumentException if a field has a wrong form or size; the message is for whoever announced it
     */
    public static Node of(String agentKey, NodeRecord record) {
        if (!KEY.matcher(agentKey).matches()) {
            throw new IllegalArgumentException(
                    "key: " + agentKey.length() + " characters (expected: 1-128 of A-Z a-z 0-9 . _ -)");
        }
        String name = word("name", record.name());
        String address = host("ip", Objects.requireNonNullElse(record.ip(), ""));
        String endpoint = (Boolean.TRUE.equals(record.tls()) ? "https://" : "http://")
                + apiAddress(Objects.requireNonNullElse(record.apiAddr(), ""));
        checkOurs(record);
        return new Node(
                NodeId.of(agentKey),
                name,
                address,
                endpoint,
                facts(name, record),
                text("appversion", record.appVersion()),
                record.protocol() == null ? 0 : record.protocol());
    }

    private static NodeFacts facts(String name, NodeRecord record) {
        return new NodeFacts(
                text("id", record.id()),
                name,
                Checks.checkRange("cpus", record.cpus(), 0, MAX_CPUS),
                Checks.checkNotNegative("memory", record.memory()),
                new Platform(text("ostype", record.osType()), text("architecture", record.architecture())),
                text("storagedirver", record.storageDriver()),
                text("kernelversion", record.kernelVersion()),
                text("operatingsystem", record.operatingSystem()),
                text("dockerversion", record.dockerVersion()),
                labels(record));
    }

    private static void checkOurs(NodeRecord record) {
        if (record.protocol() != null) {
            Checks.checkRange("protocol", record.protocol(), 1, Integer.MAX_VALUE);
            word("instance", record.instance());
        }
        if (record.stamp() != null) {
            Checks.checkNotNegative("stamp", record.stamp());
        }
    }

    /** A label without a value counts as empty, as Docker has it; the last of equal names wins. */
    private static Map<String, String> labels(NodeRecord record) {
        List<String> labels = record.labels() == null ? List.of() : record.labels();
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException("lables: " + labels.size() + " (expected: at most " + MAX_LABELS + ")");
        }
        Map<String, String> byName = new TreeMap<>();
        String zone = text("zone", record.zone());
        if (!zone.isEmpty()) {
            byName.put(ZONE_LABEL, zone);
        }
        for (String label : labels) {
            checkText("lables", label, MAX_LABEL);
            int equals = label.indexOf('=');
            byName.put(equals < 0 ? label : label.substring(0, equals), equals < 0 ? "" : label.substring(equals + 1));
        }
        return byName;
    }

    private static String apiAddress(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || bracketed != (host.indexOf(':') >= 0)) {
            throw new IllegalArgumentException("apiaddr: " + shown(text) + " (expected: ADDRESS:PORT)");
        }
        host("apiaddr", bracketed ? host.substring(1, host.length() - 1) : host);
        return host + ":" + port(text.substring(colon + 1));
    }

    private static int port(String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw new IllegalArgumentException("apiaddr: port " + shown(text) + " (expected: 1-" + MAX_PORT + ")");
        }
        return Checks.checkRange("apiaddr port", Integer.parseInt(text), 1, MAX_PORT);
    }

    private static String host(String field, String address) {
        if (!IpAddress.isHost(address)) {
            throw new IllegalArgumentException(field + ": " + shown(address)
                    + " (expected: an address under which this host is reached. Maybe set DOCKER_AGENT_IPADDR)");
        }
        return address;
    }

    private static String word(String field, @Nullable String value) {
        String text = text(field, value);
        if (text.isEmpty() || text.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            throw new IllegalArgumentException(field + ": " + shown(text) + " (expected: a word)");
        }
        return text;
    }

    private static String text(String field, @Nullable String value) {
        return value == null ? "" : checkText(field, value, MAX_TEXT);
    }

    private static String checkText(String field, @Nullable String value, int max) {
        if (value == null || value.length() > max || value.codePoints().anyMatch(AnnouncedNode::isUnprintable)) {
            throw new IllegalArgumentException(
                    field + ": malformed (expected: at most " + max + " characters, none of them a control character)");
        }
        return value;
    }

    /** Halves of a pair have no form in UTF-8; a line separator would make two lines of one in a log. */
    private static boolean isUnprintable(int c) {
        return Character.isISOControl(c)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || c == 0x2028
                || c == 0x2029;
    }

    /** What is repeated in a message must not break its line, nor fill it. */
    private static String shown(String text) {
        String cut = text.length() > 64 ? text.substring(0, 64) + "…" : text;
        return '"' + cut.replaceAll("\\p{Cc}|[\\x{2028}\\x{2029}]", "?") + '"';
    }
}
