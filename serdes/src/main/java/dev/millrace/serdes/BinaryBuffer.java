package dev.millrace.serdes;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects Avro binary in an array that grows. It is also a plain stream for Avro's own encoder.
 *
 * <p><b>Thread safety:</b> none.
 */
final class BinaryBuffer extends OutputStream {
    private byte[] bytes;
    private int size;

    private BinaryBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** A buffer that starts with the prefix of the wire format for {@code id}. */
    static BinaryBuffer framed(int id, int capacity) {
        BinaryBuffer buffer = new BinaryBuffer(capacity);
        buffer.write(WireFormat.idPrefix(id), 0, WireFormat.ID_LENGTH);
        return buffer;
    }

    @Override
    public void write(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** A zigzag variable-length integer; an int is written the same way. */
    void writeLong(long value) {
        ensure(10);
        long bits = value << 1 ^ value >> 63;
        while ((bits & ~0x7fL) != 0) {
            bytes[size++] = (byte) (bits | 0x80);
            bits >>>= 7;
        }
        bytes[size++] = (byte) bits;
    }

    void writeBoolean(boolean value) {
        write(value ? 1 : 0);
    }

    void writeString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        writeLong(utf8.length);
        write(utf8, 0, utf8.length);
    }

    /** What lies between position and limit; neither moves. */
    void writeBytes(ByteBuffer value) {
        int length = value.remaining();
        writeLong(length);
        ensure(length);
        value.get(value.position(), bytes, size, length);
        size += length;
    }

    /** The branch of a union of null and another type; returns whether a value has to follow. */
    boolean writePresence(@Nullable Object value) {
        write(value == null ? 0 : 2);
        return value != null;
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
        }
    }

    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
