package dev.millrace.tokenizer;

import java.util.Arrays;

/**
 * Documents laid end to end in one buffer (compressed sparse rows): document {@code i} is {@code
 * bytes()[offset(i), offset(i + 1))}. Reusable: {@link #clear} keeps the buffers.
 *
 * <p><b>Thread safety:</b> none; whoever submits a batch must not touch it until its result has come.
 */
public final class DocumentBatch {
    private byte[] bytes;
    private int[] offsets;
    private int size;

    /** An empty batch with room for {@code documents} documents of together {@code bytes} bytes; it grows as needed. */
    public DocumentBatch(int documents, int bytes) {
        this.bytes = new byte[bytes];
        this.offsets = new int[documents + 1];
    }

    /**
     * Appends a copy of {@code src[from, to)} as the next document and returns its index.
     *
     * @throws IllegalArgumentException if the batch would grow beyond 2<sup>31</sup> - 9 bytes
     */
    public int add(byte[] src, int from, int to) {
        int start = offsets[size];
        long end = (long) start + (to - from);
        if (end > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a batch holds at most 2147483639 bytes, got " + end);
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 2L * bytes.length)));
        }
        if (size + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        }
        System.arraycopy(src, from, bytes, start, to - from);
        offsets[size + 1] = (int) end;
        return size++;
    }

    /** Number of documents. */
    public int size() {
        return size;
    }

    /** The shared buffer; only {@code [0, offset(size()))} is meaningful. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where document {@code document} starts; {@code offset(size())} is the end of the last one. */
    public int offset(int document) {
        return offsets[document];
    }

    /** Removes all documents and keeps the buffers. */
    public void clear() {
        size = 0;
    }
}
