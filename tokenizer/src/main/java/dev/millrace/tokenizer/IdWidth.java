package dev.millrace.tokenizer;

/** How many bytes a packed id takes. */
public enum IdWidth {
    /** Unsigned 16 bit, little endian. */
    U16(2),
    /** Unsigned 32 bit, little endian. */
    U32(4);

    private final int bytes;

    IdWidth(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one id. */
    public int bytes() {
        return bytes;
    }

    /** The narrowest width for the ids {@code 0} to {@code vocabularySize - 1}. */
    public static IdWidth of(int vocabularySize) {
        return vocabularySize <= 1 << 16 ? U16 : U32;
    }

    /** Packs {@code ids[from, to)} without gaps; the result has {@code (to - from) * bytes()} bytes. */
    public byte[] pack(int[] ids, int from, int to) {
        byte[] packed = new byte[Math.multiplyExact(to - from, bytes)];
        int at = 0;
        for (int i = from; i < to; i++) {
            int id = ids[i];
            packed[at++] = (byte) id;
            packed[at++] = (byte) (id >>> 8);
            if (this == U32) {
                packed[at++] = (byte) (id >>> 16);
                packed[at++] = (byte) (id >>> 24);
            }
        }
        return packed;
    }

    /**
     * Undoes {@link #pack}; the result has {@code packed.length / bytes()} ids.
     *
     * @throws IllegalArgumentException if the length is not a multiple of {@link #bytes()}
     */
    public int[] unpack(byte[] packed) {
        if (packed.length % bytes != 0) {
            throw new IllegalArgumentException("packed ids of width " + this + " must come in multiples of " + bytes
                    + " bytes, got " + packed.length);
        }
        int[] ids = new int[packed.length / bytes];
        for (int i = 0, at = 0; i < ids.length; i++) {
            int id = packed[at++] & 0xff | (packed[at++] & 0xff) << 8;
            if (this == U32) {
                id |= (packed[at++] & 0xff) << 16 | packed[at++] << 24;
            }
            ids[i] = id;
        }
        return ids;
    }
}
