package io.humpback.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The containers of one meta that wait for the end of their remove delay. Immutable.
 *
 * @param containers ordered by time, each container once
 */
public record Expulsions(MetaId metaId, List<Expelled> containers) implements Document {
    /** Copies the containers in order. */
    public Expulsions {
        List<Expelled> sorted = new ArrayList<>(containers);
        sorted.sort(null);
        containers = List.copyOf(sorted);
    }

    /** Returns no expulsions. */
    public static Expulsions none(MetaId metaId) {
        return new Expulsions(metaId, List.of());
    }

    /** Returns these and {@code more}; one that was expelled before keeps its time. */
    public Expulsions with(Collection<Expelled> more) {
        TreeMap<String, Expelled> byId = new TreeMap<>();
        containers.forEach(one -> byId.put(one.containerId(), one));
        more.forEach(one -> byId.putIfAbsent(one.containerId(), one));
        return new Expulsions(metaId, List.copyOf(byId.values()));
    }

    /** Returns these without the containers that have these Docker ids. */
    public Expulsions without(Set<String> containerIds) {
        return new Expulsions(
                metaId,
                containers.stream()
                        .filter(one -> !containerIds.contains(one.containerId()))
                        .toList());
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.EXPULSIONS, metaId.value());
    }
}
