package io.humpback.server.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a small file so that it is there afterwards, whole, whatever happens, or is as it was before. */
@FunctionalInterface
interface AtomicFile {
    /** Writes beside the file, forces it to the disk, and takes its place. */
    AtomicFile DISK = stepwise(step -> {});

    /** What is done, in this order. */
    enum Step {
        /** A file beside it is begun. */
        OPEN,
        /** The content is written there. */
        WRITE,
        /** It is forced to the disk. */
        FORCE,
        /** It takes the file's place. */
        MOVE,
        /** The place is forced to the disk: a name is its directory's. */
        FORCE_DIRECTORY
    }

    /** Told of each step before it is done; one that throws stands for a disk that fails, or a process that is killed. */
    @FunctionalInterface
    interface Witness {
        void before(Step step) throws IOException;
    }

    /** Replaces the content of {@code file}; when this returns, a loss of power does not bring the old one back. */
    void write(Path file, byte[] content) throws IOException;

    /** Returns {@link #DISK} as somebody watches it. */
    static AtomicFile stepwise(Witness witness) {
        return (file, content) -> writeToDisk(file, content, witness);
    }

    private static void writeToDisk(Path file, byte[] content, Witness witness) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        witness.before(Step.OPEN);
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            witness.before(Step.WRITE);
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            witness.before(Step.FORCE);
            channel.force(true);
        }
        witness.before(Step.MOVE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        witness.before(Step.FORCE_DIRECTORY);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
