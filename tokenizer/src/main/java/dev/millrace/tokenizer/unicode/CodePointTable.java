package dev.millrace.tokenizer.unicode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One byte for each of the 1,114,112 code points, as a two-stage table: {@code values[index[cp >>> 7] << 7 | cp &
 * 127]}. Equal blocks of 128 code points are stored once. The 256 values above the last code point, which {@link
 * CodePoints} gives to ill-formed bytes, have the byte of U+10FFFF.
 *
 * <p>In a resource it is a list of runs in code point order, each an unsigned LEB128 length followed by the value.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class CodePointTable {
    /** Number of code points. */
    public static final int CODE_POINTS = 0x110000;

    static final int SHIFT = 7;
    static final int MASK = (1 << SHIFT) - 1;

    /** Block number of each 128 code points; 8,706 entries. */
    final char[] index;
    /** The distinct blocks, 128 bytes each. */
    final byte[] values;

    private CodePointTable(char[] index, byte[] values) {
        this.index = index;
        this.values = values;
    }

    /** The byte of a code point, or of an ill-formed byte as {@link CodePoints} reads it. */
    public byte get(int codePoint) {
        return values[index[codePoint >>> SHIFT] << SHIFT | codePoint & MASK];
    }

    /** Reads the resource {@code name} of this package. */
    static CodePointTable load(String name) {
        try (InputStream in = CodePointTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " must be beside " + CodePointTable.class);
            }
            return of(expand(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds the table of {@code codePoints}, which has one value for each code point. */
    public static CodePointTable of(byte[] codePoints) {
        byte[] all = Arrays.copyOf(codePoints, CODE_POINTS + 256);
        Arrays.fill(all, CODE_POINTS, all.length, all[CODE_POINTS - 1]);
        char[] index = new char[all.length >> SHIFT];
        byte[] values = new byte[1 << 16];
        Map<String, Integer> numbers = new HashMap<>();
        for (int block = 0; block < index.length; block++) {
            int from = block << SHIFT;
            @SuppressWarnings("deprecation") // a Latin-1 string is the cheapest key for 128 bytes
            String key = new String(all, 0, from, MASK + 1);
            Integer number = numbers.get(key);
            if (number == null) {
                number = numbers.size();
                numbers.put(key, number);
                if (values.length < numbers.size() << SHIFT) {
                    values = Arrays.copyOf(values, 2 * values.length);
                }
                System.arraycopy(all, from, values, number << SHIFT, MASK + 1);
            }
            index[block] = (char) number.intValue();
        }
        return new CodePointTable(index, Arrays.copyOf(values, numbers.size() << SHIFT));
    }

    /** Undoes {@link #pack}. */
    static byte[] expand(byte[] packed) {
        ByteArrayInputStream in = new ByteArrayInputStream(packed);
        byte[] all = new byte[CODE_POINTS];
        int at = 0;
        while (at < all.length) {
            int length = readLength(in);
            int value = in.read();
            Arrays.fill(all, at, at + length, (byte) value);
            at += length;
        }
        return all;
    }

    /** The runs of {@code all}, as written to a resource. */
    static byte[] pack(byte[] all) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0, to; from < all.length; from = to) {
            to = from + 1;
            while (to < all.length && all[to] == all[from]) {
                to++;
            }
            int length = to - from;
            for (; length >= 128; length >>>= 7) {
                out.write(length & 127 | 128);
            }
            out.write(length);
            out.write(all[from]);
        }
        return out.toByteArray();
    }

    private static int readLength(InputStream in) {
        try {
            int length = 0;
            for (int shift = 0; ; shift += 7) {
                int b = in.read();
                length |= (b & 127) << shift;
                if (b < 128) {
                    return length;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
