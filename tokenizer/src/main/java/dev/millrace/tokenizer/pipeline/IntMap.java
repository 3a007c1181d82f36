package dev.millrace.tokenizer.pipeline;

/** Non-negative ints to positive ints by open addressing; a missing key has value 0. Grows as needed. */
final class IntMap {
    private int[] keys = new int[64];
    private int[] values = new int[64];
    private int size;

    int get(int key) {
        return values[slot(key)];
    }

    void put(int key, int value) {
        int slot = slot(key);
        if (values[slot] == 0 && 2 * ++size > keys.length) {
            grow();
            slot = slot(key);
        }
        keys[slot] = key;
        values[slot] = value;
    }

    private int slot(int key) {
        int mask = keys.length - 1;
        int s = key * 0x9E3779B9 >>> 7 & mask;
        while (values[s] != 0 && keys[s] != key) {
            s = s + 1 & mask;
        }
        return s;
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldValues = values;
        keys = new int[2 * oldKeys.length];
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
