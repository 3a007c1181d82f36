package dev.millrace.tokenizer.train;

import java.util.Arrays;

/**
 * Cuts documents of bytes into blocks, as the authors of Binary BPE do (arXiv 2511.17573, 8,192 bytes). Of a document
 * with more than {@code most} blocks only those with the smallest hashes are pieces, so that no large file outweighs many
 * small ones. Which these are depends on the blocks' content alone.
 *
 * @param size bytes of a block, at least 1; the last one of a document may have fewer
 * @param most most blocks of one document, or 0 for all
 */
record Blocks(int size, int most) implements PieceCutter {

    Blocks {
        if (size < 1 || most < 0) {
            throw new IllegalArgumentException(
                    "a block must have at least 1 byte, and the most blocks must be at least 0, got " + size + " and "
                            + most);
        }
    }

    @Override
    public void cut(long document, byte[] text, int from, int to, Sink sink) {
        int blocks = (int) (((long) to - from + size - 1) / size);
        long[] hashes = most == 0 || blocks <= most ? new long[blocks] : hashes(text, from, to, blocks);
        long[] ascending = hashes.clone();
        Arrays.sort(ascending);
        int left = most == 0 ? blocks : Math.min(blocks, most);
        long limit = left == 0 ? 0 : ascending[left - 1];
        for (int block = 0; block < blocks && left > 0; block++) {
            if (hashes[block] <= limit) { // of equal hashes at the limit, the first
                int start = from + block * size;
                sink.piece(text, start, Math.min(to, start + size));
                left--;
            }
        }
    }

    private long[] hashes(byte[] text, int from, int to, int blocks) {
        long[] hashes = new long[blocks];
        for (int block = 0; block < blocks; block++) {
            int start = from + block * size;
            hashes[block] = hash(text, start, Math.min(to, start + size));
        }
        return hashes;
    }

    /** FNV-1a with 64 bits, its bits mixed. */
    private static long hash(byte[] text, int from, int to) {
        long h = 0xCBF29CE484222325L;
        for (int i = from; i < to; i++) {
            h = (h ^ text[i] & 0xff) * 0x100000001B3L;
        }
        h = (h ^ h >>> 32) * 0x9E3779B97F4A7C15L;
        return h ^ h >>> 29;
    }
}
