package io.humpback.examples.backend;

import io.humpback.discovery.AnnouncedNodeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks again and again at the nodes' files and tells a directory of all that are alive. */
final class FilesNodeWatch implements AutoCloseable {
    private final SharedDirectory directory;
    private final AnnouncedNodeDirectory nodes;
    private final LeaseWatch leases;
    private final Looks looks;

    private FilesNodeWatch(SharedDirectory directory, AnnouncedNodeDirectory nodes, InstantSource clock) {
        this.directory = directory;
        this.nodes = nodes;
        this.leases = new LeaseWatch(clock);
        this.looks = new Looks("humpback-files-nodes", this::look);
    }

    static FilesNodeWatch start(SharedDirectory directory, AnnouncedNodeDirectory nodes, InstantSource clock) {
        FilesNodeWatch watch = new FilesNodeWatch(directory, nodes, clock);
        watch.looks.start();
        return watch;
    }

    private void look() {
        try {
            nodes.replace(alive());
        } catch (IOException e) {
            leases.restart();
            nodes.outage(SharedDirectory.reason(e));
        }
    }

    private Map<String, byte[]> alive() throws IOException {
        Map<String, byte[]> records = new TreeMap<>();
        Path root = directory.root();
        if (!Files.isDirectory(root)) {
            throw new IOException("there is no " + root);
        }
        for (Path file : files(root.resolve(FilesAnnouncements.NODES))) {
            NodeFile read = SharedDirectory.isWhole(file) ? NodeFile.read(file) : null;
            String key = String.valueOf(file.getFileName());
            if (read != null && leases.isAlive(key, read.mark(), read.ttl())) {
                records.put(key, read.record());
            } else if (read != null) {
                removeDead(file, read.mark());
            }
        }
        leases.retain(records.keySet());
        return records;
    }

    /** So that the next center does not take it for alive. Its agent may have come back meanwhile. */
    private void removeDead(Path file, String mark) throws IOException {
        directory.change(root -> {
            NodeFile now = NodeFile.read(file);
            if (now != null && Objects.equals(now.mark(), mark)) {
                SharedDirectory.remove(file);
            }
        });
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of(); // no agent has come yet
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Override
    public void close() {
        looks.close();
    }
}
