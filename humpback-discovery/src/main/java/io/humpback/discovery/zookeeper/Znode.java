package io.humpback.discovery.zookeeper;

import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** What stands at one path. Immutable as long as nobody writes to what it returns. */
final class Znode {
    private final byte[] data;
    private final Stat stat;

    Znode(byte @Nullable [] data, Stat stat) {
        this.data = data == null ? new byte[0] : data;
        this.stat = stat;
    }

    byte[] data() {
        return data;
    }

    String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    Stat stat() {
        return stat;
    }

    /** Returns whether a value stands here. A folder has none. */
    boolean hasValue() {
        return data.length > 0;
    }

    boolean hasChildren() {
        return stat.getNumChildren() > 0;
    }
}
