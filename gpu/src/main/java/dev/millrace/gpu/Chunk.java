package dev.millrace.gpu;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Documents of one batch that go to the device together. Each is a script of ids: those that the CPU knows already (added
 * tokens, template), and between them segments of text that the device encodes. Segments lie end to end in one buffer.
 *
 * <p><b>Thread safety:</b> filled by one thread, then handed to the device's; read-only from then on.
 */
final class Chunk {
    private final DeviceModel model;
    private final CompletableFuture<ChunkIds> result = new CompletableFuture<>();
    private byte[] text;
    /** Where each segment starts in {@link #text}, and the end of the last. */
    private int[] segments = new int[64];

    private int segmentCount;
    /** The scripts end to end: an id, or -1 - s for the ids of segment s. */
    private int[] script = new int[64];

    private int scriptLength;
    /** Number of the document in its batch, and where its script ends. */
    private int[] documents = new int[16];

    private int[] scriptEnds = new int[16];
    private boolean[] replaced = new boolean[16];
    private int size;

    Chunk(DeviceModel model, int bytes) {
        this.model = model;
        text = new byte[bytes];
    }

    DeviceModel model() {
        return model;
    }

    /** Completes with the ids, or exceptionally with a {@link DeviceFault}. */
    CompletableFuture<ChunkIds> result() {
        return result;
    }

    /** Number of documents. */
    int size() {
        return size;
    }

    /** Number in its batch of document {@code i}. */
    int document(int i) {
        return documents[i];
    }

    boolean replaced(int i) {
        return replaced[i];
    }

    /** The shared buffer of scripts; that of document {@code i} is {@code [scriptStart(i), scriptStart(i + 1))}. */
    int[] script() {
        return script;
    }

    int scriptStart(int i) {
        return i == 0 ? 0 : scriptEnds[i - 1];
    }

    /** The shared buffer of text; only {@code [0, bytes())} is meaningful. */
    byte[] text() {
        return text;
    }

    int bytes() {
        return segments[segmentCount];
    }

    int segmentCount() {
        return segmentCount;
    }

    /** Where segment {@code s} starts; {@code segmentStart(segmentCount())} is the end of the last. */
    int segmentStart(int s) {
        return segments[s];
    }

    /** Appends a segment and its place in the script of the present document; returns what stands there. */
    int addSegment(byte[] src, int from, int to) {
        int start = bytes();
        int end = Math.addExact(start, to - from);
        if (end > text.length) {
            text = Arrays.copyOf(text, Math.max(end, (int) Math.min(Integer.MAX_VALUE - 8, 2L * text.length)));
        }
        System.arraycopy(src, from, text, start, to - from);
        if (segmentCount + 2 > segments.length) {
            segments = Arrays.copyOf(segments, 2 * segments.length);
        }
        segments[++segmentCount] = end;
        return -segmentCount;
    }

    /** Appends to the script of the present document. */
    void addToScript(int[] entries, int length) {
        int end = Math.addExact(scriptLength, length);
        if (end > script.length) {
            script = Arrays.copyOf(script, Math.max(end, 2 * script.length));
        }
        System.arraycopy(entries, 0, script, scriptLength, length);
        scriptLength = end;
    }

    /** Ends the present document. */
    void endDocument(int document, boolean replacedInvalidUtf8) {
        if (size == documents.length) {
            documents = Arrays.copyOf(documents, 2 * size);
            scriptEnds = Arrays.copyOf(scriptEnds, 2 * size);
            replaced = Arrays.copyOf(replaced, 2 * size);
        }
        documents[size] = document;
        scriptEnds[size] = scriptLength;
        replaced[size++] = replacedInvalidUtf8;
    }

    /** Forgets the present document, which began when there were so many segments. */
    void forgetDocument(int segmentsBefore) {
        segmentCount = segmentsBefore;
        scriptLength = scriptStart(size);
    }

    /** Forgets the document that ended last. */
    void forgetLastDocument() {
        size--;
        int segmentsBefore = 0;
        for (int i = 0; i < scriptStart(size); i++) {
            segmentsBefore += script[i] < 0 ? 1 : 0;
        }
        forgetDocument(segmentsBefore);
    }
}
