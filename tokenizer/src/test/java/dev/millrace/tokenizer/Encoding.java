package dev.millrace.tokenizer;

import java.util.Arrays;

/** Encodes whole documents in tests. */
final class Encoding {
    private Encoding() {}

    static int[] encode(Encoder encoder, byte[] text) {
        encoder.begin(text, 0, text.length);
        int[] ids = new int[16];
        int at = 0;
        for (int n; (n = encoder.next(ids, at, ids.length)) > 0; ) {
            at += n;
            if (at == ids.length) {
                ids = Arrays.copyOf(ids, 2 * at);
            }
        }
        return Arrays.copyOf(ids, at);
    }
}
