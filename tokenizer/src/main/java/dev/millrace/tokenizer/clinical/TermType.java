package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.MergeTable;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of one semantic type: a byte-level byte-pair encoding whose tokens are the 256 bytes and {@code tokens},
 * merged in this order, with how often each occurs in the terms.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class TermType {
    /** Local ids below are of single bytes. */
    static final int BYTES = 256;

    private final String name;
    private final List<byte[]> tokens;
    private final long[] starting;
    private final long[] continuing;
    private final BaseCounts baseCounts;
    private final BpeModel model;

    /**
     * A type.
     *
     * @param name what it is called, e.g. {@code medication}
     * @param tokens the bytes of the tokens, in the order of merging
     * @param starting how often each token begins a word of the terms, or occurs at all where {@code continuing} is empty
     * @param continuing how often each continues a word; empty where the base does not tell the two apart
     * @param baseCounts how often the base makes which of its tokens of the terms
     */
    public TermType(String name, List<byte[]> tokens, long[] starting, long[] continuing, BaseCounts baseCounts) {
        if (starting.length != tokens.size() || continuing.length != 0 && continuing.length != tokens.size()) {
            throw new IllegalArgumentException("a type must have a count for each of its " + tokens.size()
                    + " tokens, got " + starting.length + " and " + continuing.length + " for " + name);
        }
        this.name = name;
        this.tokens = List.copyOf(tokens);
        this.starting = starting.clone();
        this.continuing = continuing.clone();
        this.baseCounts = baseCounts;
        model = model(tokens);
    }

    /** The encoding that merges bytes to {@code tokens}; the id of a byte is its value, that of a token follows. */
    static BpeModel model(List<byte[]> tokens) {
        byte[] @Nullable [] all = new byte[BYTES + tokens.size()][];
        int[] byteIds = new int[BYTES];
        for (int b = 0; b < BYTES; b++) {
            all[b] = new byte[] {(byte) b};
            byteIds[b] = b;
        }
        for (int i = 0; i < tokens.size(); i++) {
            all[BYTES + i] = tokens.get(i);
        }
        Vocabulary vocabulary = new Vocabulary(all, new BitSet());
        return new BpeModel(vocabulary, MergeTable.ofByteRanks(vocabulary), byteIds, true);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The bytes of its tokens, in the order of merging. */
    public List<byte[]> tokens() {
        return tokens;
    }

    /** How often token {@code i} begins a word, or occurs at all. */
    public long starting(int i) {
        return starting[i];
    }

    /** How often token {@code i} continues a word; 0 where the base does not tell the two apart. */
    public long continuing(int i) {
        return continuing.length == 0 ? 0 : continuing[i];
    }

    /** How often the base makes which of its tokens of the terms. */
    public BaseCounts baseCounts() {
        return baseCounts;
    }

    BpeModel model() {
        return model;
    }

    /** All occurrences of all tokens. */
    long total() {
        long total = 0;
        for (int i = 0; i < starting.length; i++) {
            total += starting(i) + continuing(i);
        }
        return total;
    }
}
