package dev.millrace.tokenizer.clinical;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The words used last, by their bytes: a hash table whose entries also form a ring in the order of use, so that the
 * oldest makes room. Nothing is allocated but the words themselves.
 *
 * <p><b>Thread safety:</b> none; part of one worker.
 */
final class WordCache {
    private final int capacity;
    private final @Nullable Word[] slots;
    /** Its newer neighbour is the oldest word, its older neighbour the newest. */
    private final Word ring = new Word(new byte[0], 0, new int[0], new int[0], Word.BASE);

    private int size;

    /** A cache of at most {@code capacity} words. */
    WordCache(int capacity) {
        this.capacity = capacity;
        slots = new Word[Integer.highestOneBit(capacity) << 1];
    }

    int size() {
        return size;
    }

    static int hash(byte[] text, int from, int to) {
        int h = to - from;
        for (int i = from; i < to; i++) {
            h = 31 * h + text[i];
        }
        h *= 0x9E3779B9;
        return h ^ h >>> 15;
    }

    /** The word {@code text[from, to)}, which becomes the newest, or null. */
    @Nullable
    Word get(byte[] text, int from, int to, int hash) {
        for (Word word = slots[hash & slots.length - 1]; word != null; word = word.sameSlot) {
            if (word.hash == hash && Arrays.equals(word.text, 0, word.text.length, text, from, to)) {
                unlink(word);
                link(word);
                return word;
            }
        }
        return null;
    }

    /** Adds a word that is not in it. */
    void put(Word word) {
        if (size == capacity) {
            remove(ring.newer);
        }
        int slot = word.hash & slots.length - 1;
        word.sameSlot = slots[slot];
        slots[slot] = word;
        link(word);
        size++;
    }

    private void remove(Word word) {
        unlink(word);
        int slot = word.hash & slots.length - 1;
        Word before = slots[slot];
        if (before == word) {
            slots[slot] = word.sameSlot;
        } else {
            while (before != null && before.sameSlot != word) {
                before = before.sameSlot;
            }
            if (before != null) {
                before.sameSlot = word.sameSlot;
            }
        }
        size--;
    }

    private void link(Word word) {
        word.older = ring.older;
        word.newer = ring;
        ring.older.newer = word;
        ring.older = word;
    }

    private static void unlink(Word word) {
        word.older.newer = word.newer;
        word.newer.older = word.older;
    }
}
