package dev.millrace.serdes;

import java.nio.charset.StandardCharsets;

/**
 * Reads Avro binary from a range of a byte array. Every length is checked against the bytes left before anything is
 * allocated or skipped, so no input makes it allocate more than the input's own size.
 *
 * <p>Each method throws {@link UndecodableException} ({@code MALFORMED}) where the bytes do not allow it.
 *
 * <p><b>Thread safety:</b> none.
 */
final class BinaryCursor {
    private final byte[] data;
    private final int limit;
    private int position;

    /** Reads {@code data[from, data.length)}. */
    BinaryCursor(byte[] data, int from) {
        this.data = data;
        this.position = from;
        this.limit = data.length;
    }

    /** Index of the next byte in the array. */
    int position() {
        return position;
    }

    /** Bytes left. */
    int remaining() {
        return limit - position;
    }

    /** A zigzag variable-length integer of at most 10 bytes. */
    long readLong() {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = readByte();
            bits |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return bits >>> 1 ^ -(bits & 1);
            }
        }
        throw malformed("a number longer than 10 bytes");
    }

    /** A long that must fit into 32 bits. */
    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw malformed("the int " + value);
        }
        return (int) value;
    }

    /** One byte. */
    byte readByte() {
        if (position >= limit) {
            throw malformed("the end of the data");
        }
        return data[position++];
    }

    /** Passes over {@code count} bytes and returns where they start. */
    int skip(long count) {
        if (count < 0 || count > limit - position) {
            throw malformed("a length of " + count + " with " + (limit - position) + " bytes left");
        }
        int start = position;
        position += (int) count;
        return start;
    }

    /** A string; ill-formed UTF-8 becomes U+FFFD, as in Avro's own reader. */
    String readString() {
        int length = readLength();
        return new String(data, skip(length), length, StandardCharsets.UTF_8);
    }

    /** The length of a string or of bytes, not greater than what is left. */
    int readLength() {
        long length = readLong();
        if (length < 0 || length > limit - position) {
            throw malformed("a length of " + length + " with " + (limit - position) + " bytes left");
        }
        return (int) length;
    }

    /**
     * The number of items in the next block of an array or a map; 0 ends it. More items than bytes left are refused:
     * only items without any bytes could be so many, and no schema needs lists of those.
     */
    int readBlockCount() {
        long count = readLong();
        if (count < 0) {
            readLong(); // the block's size in bytes, for readers that skip it unread
            count = -count;
        }
        if (count < 0 || count > limit - position) {
            throw malformed("a block of " + count + " items with " + (limit - position) + " bytes left");
        }
        return (int) count;
    }

    /** The exception for {@code what}, found here. */
    UndecodableException malformed(String what) {
        return new UndecodableException(
                UndecodableException.Reason.MALFORMED,
                "The value must be Avro binary of its writer's schema, but has " + what + " at byte " + position + ".");
    }
}
