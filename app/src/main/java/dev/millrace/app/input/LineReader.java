package dev.millrace.app.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a stream of bytes into lines, which end in LF or CR LF; the last one may end with the stream. A line is a
 * slice of {@link #buffer}, valid until the next call of {@link #next}. The buffer grows with the longest line.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class LineReader {
    private static final int MAX_LINE = Integer.MAX_VALUE - 8;

    private final InputStream in;
    private final Runnable beforeWaiting;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private int next; // where the next line starts
    private int end; // where the bytes read so far end
    private boolean finished;

    /** {@code beforeWaiting} runs whenever the stream has no bytes at hand, so that results can be flushed first. */
    public LineReader(InputStream in, Runnable beforeWaiting) {
        this.in = in;
        this.beforeWaiting = beforeWaiting;
    }

    /**
     * Goes to the next line; false at the end of the stream.
     *
     * @throws IOException if reading fails or a line has more than 2<sup>31</sup> - 9 bytes
     */
    public boolean next() throws IOException {
        int scan = next;
        while (true) {
            for (int i = scan; i < end; i++) {
                if (buffer[i] == '\n') {
                    from = next;
                    to = i > from && buffer[i - 1] == '\r' ? i - 1 : i;
                    next = i + 1;
                    return true;
                }
            }
            scan = end;
            if (finished) {
                from = next;
                to = end;
                next = end;
                return from < to;
            }
            scan -= makeRoom();
            fill();
        }
    }

    /** Moves the unfinished line to the start of the buffer or grows it; returns by how much the line moved. */
    private int makeRoom() throws IOException {
        if (end < buffer.length) {
            return 0;
        }
        int moved = next;
        int kept = end - next;
        if (kept > buffer.length / 2) {
            if (buffer.length == MAX_LINE) {
                throw new IOException("a line must have at most " + MAX_LINE + " bytes");
            }
            byte[] grown = new byte[(int) Math.min(MAX_LINE, 2L * buffer.length)];
            System.arraycopy(buffer, next, grown, 0, kept);
            buffer = grown;
        } else {
            System.arraycopy(buffer, next, buffer, 0, kept);
        }
        next = 0;
        end = kept;
        return moved;
    }

    private void fill() throws IOException {
        if (in.available() == 0) {
            beforeWaiting.run();
        }
        int n = in.read(buffer, end, buffer.length - end);
        if (n < 0) {
            finished = true;
        } else {
            end += n;
        }
    }

    /** The bytes that hold the line. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the line starts in {@link #buffer}. */
    public int from() {
        return from;
    }

    /** Where the line ends in {@link #buffer}, without its line end. */
    public int to() {
        return to;
    }

    /** A copy of the line, without its line end. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(buffer, from, to);
    }
}
