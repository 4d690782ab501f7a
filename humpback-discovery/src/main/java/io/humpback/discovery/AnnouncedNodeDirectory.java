package io.humpback.discovery;

import io.humpback.core.Node;
import io.humpback.core.spi.DirectoryListener;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.core.spi.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nodes whose records stand in a backend. The backend says what stands there, and when it cannot tell; this reads
 * the records, and tells of the whole view each time. A record that makes no node is told with the reason, in the view, and disturbs no
 * other.
 * Listeners are called on the thread that brings the news, or watches. Safe for use by several threads.
 */
public final class AnnouncedNodeDirectory implements NodeDirectory {
    /** How many records are read; whoever can write to the backend shall not fill the memory. */
    static final int MAX_RECORDS = 10_000;

    private static final int MAX_SHOWN_KEY = 128;

    private final ViewPublisher publisher = new ViewPublisher();
    private final RecordReader reader;
    private final Map<String, Entry> entries = new TreeMap<>();
    private String outage = "";
    private boolean surplus;

    /**
     * A record, and what was made of it.
     *
     * @param value its bytes, one a character
     * @param node null if it was refused
     * @param reason why, empty if it was not
     */
    private record Entry(String value, @Nullable Node node, String reason) {}

    /** Creates a directory that tells of nothing before the first list. */
    public AnnouncedNodeDirectory(RecordPolicy policy) {
        reader = new RecordReader(policy);
    }

    /** Takes over what stands in the backend now, values by agent key: all of it. Ends an outage. */
    public void replace(Map<String, byte[]> records) {
        update(() -> {
            surplus = false;
            entries.keySet().retainAll(records.keySet());
            records.forEach(this::put);
            outage = "";
        });
    }

    /** Takes over a change of what stands there, in the order of the backend. Ends no outage. */
    public void change(Map<String, byte[]> put, Set<String> removed) {
        update(() -> {
            entries.keySet().removeAll(removed);
            put.forEach(this::put);
        });
    }

    /** Tells that the backend cannot be asked: what is known stays, and nothing follows from it. */
    public void outage(String reason) {
        update(() -> outage = reason.isEmpty() ? "unknown" : reason);
    }

    /** Tells that the backend can be asked again and what is known is current. */
    public void outageOver() {
        update(() -> outage = "");
    }

    private void update(Runnable change) {
        publisher.publish(() -> {
            synchronized (entries) {
                change.run();
                return view();
            }
        });
    }

    private void put(String agentKey, byte[] value) {
        Entry known = entries.get(agentKey);
        if (known != null && known.value.equals(text(value))) {
            return;
        }
        if (known == null && entries.size() >= MAX_RECORDS) {
            surplus = true;
            return;
        }
        entries.put(agentKey, read(agentKey, value));
    }

    private Entry read(String agentKey, byte[] value) {
        try {
            return new Entry(text(value), reader.read(agentKey, value), "");
        } catch (IllegalArgumentException e) {
            // What is too large is not kept, so it is refused anew when it is listed again.
            String kept = value.length > RecordCodec.MAX_BYTES ? "" : text(value);
            return new Entry(kept, null, String.valueOf(e.getMessage()));
        }
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    private DirectoryView view() {
        List<Node> nodes = new ArrayList<>(entries.size());
        List<RefusedRecord> refused = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (entry.node != null) {
                nodes.add(entry.node);
            } else {
                refused.add(new RefusedRecord(shown(key), entry.reason));
            }
        });
        if (surplus) {
            refused.add(new RefusedRecord("", "there are more than " + MAX_RECORDS + " records"));
        }
        return new DirectoryView(nodes, true, outage, Set.of(), refused);
    }

    private static String shown(String key) {
        String cut = key.length() > MAX_SHOWN_KEY ? key.substring(0, MAX_SHOWN_KEY) + "…" : key;
        return cut.replaceAll("[^A-Za-z0-9._…-]", "?");
    }

    @Override
    public Subscription watch(DirectoryListener listener) {
        return publisher.watch(listener);
    }

    @Override
    public void close() {
        publisher.close();
    }
}
