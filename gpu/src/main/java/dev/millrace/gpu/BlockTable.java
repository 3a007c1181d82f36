package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * One byte for each code point as a two-stage table: {@code values[index[c >> 7] << 7 | c & 127]}. Equal blocks of 128 are
 * stored once, and the first block is that of ASCII.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class BlockTable {
    private static final int BLOCK = 128;

    private final char[] index;
    private final byte[] values;

    /** The table of {@code valueOf} for code points below {@code codePoints}. */
    BlockTable(int codePoints, IntUnaryOperator valueOf) {
        index = new char[codePoints / BLOCK];
        Map<String, Integer> numbers = new HashMap<>();
        ByteArrayOutputStream distinct = new ByteArrayOutputStream();
        byte[] block = new byte[BLOCK];
        for (int b = 0; b < index.length; b++) {
            for (int i = 0; i < BLOCK; i++) {
                block[i] = (byte) valueOf.applyAsInt(b * BLOCK + i);
            }
            Integer known = numbers.putIfAbsent(new String(block, ISO_8859_1), numbers.size());
            if (known == null) {
                distinct.writeBytes(block);
            }
            index[b] = (char) (known == null ? numbers.size() - 1 : known);
        }
        values = distinct.toByteArray();
    }

    /** Block number of each 128 code points. */
    char[] index() {
        return index;
    }

    /** The blocks, 128 bytes each. */
    byte[] values() {
        return values;
    }
}
