package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/**
 * What is known of two neighbouring bytes before anything has merged: the rank of their merge, and whether it is certain
 * to come.
 *
 * <p>Bytes {@code b} and {@code c} between {@code a} and {@code d} are certain to merge if their rank is below the
 * <i>guard</i> of {@code a, b}, the least rank of any merge of a token that ends in {@code a} with {@code b} alone, or of
 * {@code a} alone with a token that begins with {@code b}, and below that of {@code c, d}: whatever has become of what is
 * around, their merge goes before any that would take one of the two away. It can even be made at once. What it makes
 * merges later than it does itself, as {@link #certain} says of all of them; so all merges of lower rank still come in the
 * order in which they would have, and then things stand as if they had waited. The same holds for all such pairs together.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class BytePairs {
    /** What {@link MergeTable#rank} says of every pair of bytes, first byte in the upper half of the index. */
    final int[] ranks = new int[1 << 16];
    /** The guard of every pair of bytes, {@link MergeTable#NONE} if there is none. */
    final int[] guards = new int[1 << 16];
    /** Whether a rank below the guards says anything. */
    final boolean certain;

    BytePairs(Vocabulary vocabulary, MergeTable merges, int[] byteIds) {
        for (int i = 0; i < ranks.length; i++) {
            int left = byteIds[i >> 8];
            int right = byteIds[i & 0xff];
            ranks[i] = left < 0 || right < 0 ? MergeTable.NONE : merges.rank(left, right);
        }
        Arrays.fill(guards, MergeTable.NONE);
        int[] firstUse = new int[vocabulary.size()];
        Arrays.fill(firstUse, MergeTable.NONE);
        merges.forEach((left, right, rank, id) -> {
            firstUse[left] = Math.min(firstUse[left], rank);
            firstUse[right] = Math.min(firstUse[right], rank);
            if (vocabulary.length(left) == 1 || vocabulary.length(right) == 1) {
                int pair = vocabulary.lastByte(left) << 8 | vocabulary.firstByte(right);
                guards[pair] = Math.min(guards[pair], rank);
            }
        });
        certain = areBytes(vocabulary, byteIds) && mergeLater(merges, firstUse);
    }

    private static boolean areBytes(Vocabulary vocabulary, int[] byteIds) {
        boolean all = true;
        for (int value = 0; value < byteIds.length; value++) {
            int id = byteIds[value];
            all &= id >= 0 && vocabulary.length(id) == 1 && vocabulary.firstByte(id) == value;
        }
        return all;
    }

    private boolean mergeLater(MergeTable merges, int[] firstUse) {
        boolean all = true;
        for (int rank : ranks) {
            all &= rank == MergeTable.NONE || firstUse[merges.merged(rank)] > rank;
        }
        return all;
    }
}
