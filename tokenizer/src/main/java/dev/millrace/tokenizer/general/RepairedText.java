package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.pipeline.Repairs;
import dev.millrace.tokenizer.pipeline.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A document with each maximal ill-formed subpart replaced by U+FFFD; the buffer is kept from document to document. */
final class RepairedText {
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private byte[] bytes = {};
    private int length;

    /** The index of the first ill-formed byte, or -1. */
    static int firstIllFormed(byte[] src, int from, int to) {
        return Utf8.firstMalformed(src, from, to);
    }

    /**
     * Repairs {@code src[from, to)}, whose first ill-formed byte is at {@code malformed}, and returns the length; what it
     * replaces is noted in {@code repairs}, if that is not null.
     */
    int repair(byte[] src, int from, int to, int malformed, @Nullable Repairs repairs) {
        length = 0;
        int i = from;
        int bad = malformed;
        while (i < to) {
            int end = bad < 0 ? to : bad;
            append(src, i, end);
            i = end;
            if (bad >= 0) {
                i -= Utf8.wellFormed(src, bad, to);
                if (repairs != null) {
                    repairs.add(length, bad, i);
                }
                append(REPLACEMENT, 0, REPLACEMENT.length);
                bad = Utf8.firstMalformed(src, i, to);
            }
        }
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    private void append(byte[] src, int from, int to) {
        long end = (long) length + (to - from);
        if (end > bytes.length) {
            if (end > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("a document with its ill-formed UTF-8 replaced must be shorter than 2 GiB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, end + (end >> 1)));
        }
        System.arraycopy(src, from, bytes, length, to - from);
        length = (int) end;
    }
}
