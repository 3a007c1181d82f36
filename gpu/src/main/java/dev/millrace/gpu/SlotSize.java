package dev.millrace.gpu;

/**
 * What fits into a slot.
 *
 * @param bytes of text
 * @param segments of text
 */
record SlotSize(int bytes, int segments) {
    /** Documents are rarely shorter than this on average. */
    private static final int BYTES_PER_SEGMENT = 32;

    /** The size of a slot for so many bytes of text. */
    static SlotSize of(int bytes) {
        return new SlotSize(bytes, Math.max(1, bytes / BYTES_PER_SEGMENT));
    }

    boolean takes(int someBytes, int someSegments) {
        return someBytes <= bytes && someSegments <= segments;
    }

    /** Half of it. */
    SlotSize half() {
        return of(bytes / 2);
    }
}
