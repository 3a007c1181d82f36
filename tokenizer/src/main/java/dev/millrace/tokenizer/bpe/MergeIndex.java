package dev.millrace.tokenizer.bpe;

import java.util.Arrays;

/**
 * The ranks of pairs by a perfect hash: the rank of a pair can be in one slot only, so a lookup is two loads and no branch on
 * what they bring. A slot has ten bits of the pair's hash beside the rank: of a thousand pairs that do not merge, one looks
 * like one that does, which {@link #isPair} tells when it comes to its merge. So the slots of a hundred thousand merges take
 * half a megabyte. New pieces of multilingual text take three quarters of the time that they take with {@link MergeTable}.
 *
 * <p>Hash and displace: the hash of a pair names a group and a slot, and all slots of a group are displaced by a number of
 * that group, which is chosen so that no two pairs meet, large groups first (D. Belazzougui, F. C. Botelho, M.
 * Dietzfelbinger, "Hash, displace, and compress", ESA 2009).
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class MergeIndex {
    private static final int BITS = 21;
    private static final int RANK_MASK = (1 << BITS) - 1;
    private static final int FINGERPRINT_BITS = 10;
    private static final int USED = 1 << FINGERPRINT_BITS;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long NO_PAIR = -1;
    /** What part of the slots is used at most: the more, the longer it takes to find displacements. */
    private static final double FULLEST = 0.8;
    /** Displacements are tried up to here. */
    private static final int DISPLACEMENTS = 1 << 16;

    private final long multiplier;
    private final int groupShift;
    private final int slotShift;
    private final int slotMask;
    /** By the upper bits of the hash, what is added to the number of the slot. */
    private final char[] displacements;
    /** From the top: 1 if the slot is used, ten bits of the hash, the rank. */
    private final int[] slots;
    /** By rank, the two ids, 21 bits each; -1 if there is no such merge. */
    private final long[] pairs;

    MergeIndex(MergeTable merges) {
        pairs = pairsByRank(merges);
        int slotBits = 3;
        while (merges.size() > FULLEST * (1L << slotBits)) {
            slotBits++;
        }
        int groupBits = slotBits - 2;
        slots = new int[1 << slotBits];
        slotMask = slots.length - 1;
        displacements = new char[1 << groupBits];
        groupShift = 64 - groupBits;
        slotShift = groupShift - slotBits;
        long tried = MULTIPLIER;
        while (!fill(tried)) {
            tried = tried * MULTIPLIER | 1;
        }
        multiplier = tried;
    }

    private static long[] pairsByRank(MergeTable merges) {
        int[] ranks = new int[1];
        merges.forEach((left, right, rank, id) -> ranks[0] = Math.max(ranks[0], rank + 1));
        long[] pairs = new long[ranks[0]];
        Arrays.fill(pairs, NO_PAIR);
        merges.forEach((left, right, rank, id) -> pairs[rank] = key(left, right));
        return pairs;
    }

    /** The rank of a pair, or, of one in a thousand pairs that do not merge, that of another; else {@link MergeTable#NONE}. */
    int candidate(int left, int right) {
        long hash = key(left, right) * multiplier;
        int slot = slots[slot(hash, displacements[group(hash)])];
        return slot >>> BITS == fingerprint(hash) ? slot & RANK_MASK : MergeTable.NONE;
    }

    /** Whether a rank that {@link #candidate} gave is that of a pair. */
    boolean isPair(int rank, int left, int right) {
        return pairs[rank] == key(left, right);
    }

    private int group(long hash) {
        return (int) (hash >>> groupShift);
    }

    private int slot(long hash, int displacement) {
        return (int) (hash >>> slotShift) + displacement & slotMask;
    }

    private int fingerprint(long hash) {
        return (int) (hash >>> slotShift - FINGERPRINT_BITS) & USED - 1 | USED;
    }

    private static long key(int left, int right) {
        return (long) left << BITS | right;
    }

    /** Gives every pair a slot; false if two pairs have the same group and slot, so that another multiplier must do. */
    private boolean fill(long multiplier) {
        Arrays.fill(slots, 0);
        int[] starts = groupStarts(multiplier);
        int[] ends = starts.clone();
        int[] members = new int[starts[displacements.length]];
        for (int rank = 0; rank < pairs.length; rank++) {
            if (pairs[rank] != NO_PAIR) {
                members[ends[group(pairs[rank] * multiplier)]++] = rank;
            }
        }
        int size = 0;
        for (int g = 0; g < displacements.length; g++) {
            size = Math.max(size, starts[g + 1] - starts[g]);
        }
        for (; size > 0; size--) {
            for (int g = 0; g < displacements.length; g++) {
                if (starts[g + 1] - starts[g] == size && !place(g, multiplier, members, starts[g], starts[g + 1])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Per group, how many pairs are in the groups before it. */
    private int[] groupStarts(long multiplier) {
        int[] starts = new int[displacements.length + 1];
        for (long pair : pairs) {
            if (pair != NO_PAIR) {
                starts[group(pair * multiplier) + 1]++;
            }
        }
        for (int g = 0; g < displacements.length; g++) {
            starts[g + 1] += starts[g];
        }
        return starts;
    }

    /** Finds a displacement with which the ranks {@code members[from, to)} have slots that are free. */
    private boolean place(int group, long multiplier, int[] members, int from, int to) {
        for (int displacement = 0; displacement < DISPLACEMENTS; displacement++) {
            int m = from;
            for (; m < to; m++) {
                long hash = pairs[members[m]] * multiplier;
                int slot = slot(hash, displacement);
                if (slots[slot] != 0) {
                    break;
                }
                slots[slot] = fingerprint(hash) << BITS | members[m];
            }
            if (m == to) {
                displacements[group] = (char) displacement;
                return true;
            }
            while (--m >= from) {
                slots[slot(pairs[members[m]] * multiplier, displacement)] = 0;
            }
        }
        return false;
    }
}
