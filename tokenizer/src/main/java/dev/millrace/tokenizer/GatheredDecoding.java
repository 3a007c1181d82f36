package dev.millrace.tokenizer;

import dev.millrace.tokenizer.pipeline.WholeCharacters;
import java.util.Arrays;

/** Keeps all ids until the end, for tokenizers that can only decode a document as a whole. */
final class GatheredDecoding implements WholeCharacters.Decoding {
    private final Tokenizer tokenizer;
    private int[] gathered = new int[64];
    private int size;

    GatheredDecoding(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public byte[] decode(int[] ids, int from, int to) {
        tokenizer.decode(ids, from, to); // refuses what is not in the vocabulary
        int length = Math.addExact(size, to - from);
        if (length > gathered.length) {
            gathered = Arrays.copyOf(gathered, (int) Math.min(Integer.MAX_VALUE - 8, 2L * length));
        }
        System.arraycopy(ids, from, gathered, size, to - from);
        size = length;
        return new byte[0];
    }

    @Override
    public byte[] finish() {
        byte[] all = tokenizer.decode(gathered, 0, size);
        size = 0;
        return all;
    }
}
