package io.humpback.discovery.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.humpback.discovery.etcd.EtcdCallException.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads ranges of keys, in pages of a size that fits into an answer. Stateless. */
final class EtcdReads {
    private static final int PAGE = 500;
    private static final int SMALLEST_KEY_STEP = 1;

    private EtcdReads() {}

    /**
     * What was read.
     *
     * @param revision of the whole store, at which all of it was read
     */
    record Range(long revision, List<KeyValue> entries) {}

    /** Returns everything below {@code prefix}, as of one revision: that one, or the present one if it is 0. */
    static Range all(EtcdConnection connection, String prefix, long revision) {
        List<KeyValue> entries = new ArrayList<>();
        ByteSequence end = end(prefix);
        ByteSequence from = EtcdConnection.bytes(prefix);
        long at = revision;
        int limit = PAGE;
        while (true) {
            GetResponse page;
            try {
                page = page(connection, from, end, at, limit);
            } catch (EtcdCallException e) {
                if (e.kind() == Kind.TOO_LARGE && limit > SMALLEST_KEY_STEP) {
                    limit = Math.max(SMALLEST_KEY_STEP, limit / 8);
                    continue;
                }
                throw e;
            }
            at = at == 0 ? page.getHeader().getRevision() : at;
            entries.addAll(page.getKvs());
            if (!page.isMore() || page.getKvs().isEmpty()) {
                return new Range(at, entries);
            }
            from = after(page.getKvs().get(page.getKvs().size() - 1).getKey());
        }
    }

    private static GetResponse page(
            EtcdConnection connection, ByteSequence from, ByteSequence end, long revision, int limit) {
        GetOption option = GetOption.builder()
                .withRange(end)
                .withRevision(revision)
                .withLimit(limit)
                .build();
        return connection.call(client -> client.getKVClient().get(from, option));
    }

    /** Returns the first key that does not begin with {@code prefix}, which is ASCII and ends with a slash. */
    static ByteSequence end(String prefix) {
        return EtcdConnection.bytes(prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1));
    }

    /** Returns the key that follows {@code key}. */
    static ByteSequence after(ByteSequence key) {
        return key.concat(ByteSequence.from(new byte[1]));
    }
}
