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
    AtomicFile DISK = AtomicFile::writeToDisk;

    /** Replaces the content of {@code file}; when this returns, a loss of power does not bring the old one back. */
    void write(Path file, byte[] content) throws IOException;

    private static void writeToDisk(Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true); // the name is the directory's
        }
    }
}
