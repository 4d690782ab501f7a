package io.humpback.server.docker;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The output of a container as bytes, without the heads that Docker puts before each piece where there is no terminal.
 * Used by one thread.
 */
public final class ContainerOutput extends InputStream {
    private static final int HEAD_BYTES = 8;

    private final InputStream source;
    private final boolean terminal;
    private int left;

    /** Creates it on an engine's answer, which it closes; {@code terminal} says whether the container has one. */
    public ContainerOutput(InputStream source, boolean terminal) {
        this.source = new BufferedInputStream(source);
        this.terminal = terminal;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (terminal || length == 0) {
            return source.read(buffer, offset, length);
        }
        while (left == 0) {
            byte[] head = source.readNBytes(HEAD_BYTES);
            if (head.length == 0) {
                return -1;
            }
            if (head.length < HEAD_BYTES) {
                throw new EOFException("output ends within a head");
            }
            left = Math.max(0, ByteBuffer.wrap(head).getInt(HEAD_BYTES - Integer.BYTES));
        }
        int count = source.read(buffer, offset, Math.min(left, length));
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public int available() throws IOException {
        return Math.min(source.available(), terminal ? Integer.MAX_VALUE : left);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
