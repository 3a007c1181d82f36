package dev.millrace.tokenizer.binary;

/** Shannon entropy of bytes. */
public final class Entropy {
    private Entropy() {}

    /**
     * Bits per byte of {@code text[from, to)} by the frequencies of its bytes: 0 for one value or none, 8 for all values
     * alike. Compressed and encrypted data is near 8.
     */
    public static double bitsPerByte(byte[] text, int from, int to) {
        int[] counts = new int[256];
        for (int i = from; i < to; i++) {
            counts[text[i] & 0xff]++;
        }
        double length = (double) to - from;
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                bits -= count * Math.log(count / length);
            }
        }
        return length == 0 ? 0 : Math.max(0, bits / (length * Math.log(2)));
    }
}
