package dev.millrace.gpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where everything of one batch lies in the memory of a slot, its arena. The kernels get the address of the arena, and the
 * rest from the descriptor at its beginning; so a launch has the same two parameters whatever the batch.
 *
 * <p>The arena begins with what the host copies to the device, {@code [0, inputBytes())}: the descriptor, where each segment
 * starts, the text. {@code [outputOffset(), outputOffset() + outputBytes())} is what it copies back:
 *
 * <pre>
 *   counters       64 words   {@link #WORDS} to {@link #OVERFLOWS}, and from {@link #OVERFLOW_PLACES} on what could not be done
 *   segmentTokens  segments + 1 words: the ids of segment i are ids[segmentTokens[i], segmentTokens[i + 1])
 *   ids            one word for each byte of text at most; as many are meaningful as the counter {@link #TOKENS} says
 * </pre>
 *
 * Words are little-endian and 32 bits; offsets are in bytes from the beginning of the arena.
 *
 * <p>A <i>segment</i> is text that lies between the cuts that the CPU makes (documents, added tokens): well-formed UTF-8 for
 * tokenizers with a pre-tokenizer, any bytes for others. A <i>word</i> is what the pre-tokenizer cuts it into.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class BatchLayout {
    /** Most bytes of text in a batch: offsets within the arena must fit into 32 bits. */
    static final int MOST_BYTES = 64 << 20;

    /** Longest word that the kernels merge; longer ones are overflows. */
    static final int MOST_WORD_BYTES = 1024;

    /** Counter: words. */
    static final int WORDS = 0;

    /** Counter: ids. */
    static final int TOKENS = 1;

    /** Counter: words or stretches that the kernels left alone; their segments must be encoded on the CPU. */
    static final int OVERFLOWS = 2;

    /** Counters: different words to merge, by length: up to 8, 16, 32, 128 bytes, longer. */
    static final int LISTS = 3;

    /** First of the places in the text, one in each overflow's segment, of at most {@link #MOST_OVERFLOWS} overflows. */
    static final int OVERFLOW_PLACES = 16;

    /** Places there are; with more overflows, all segments must be encoded on the CPU. */
    static final int MOST_OVERFLOWS = 48;

    private static final int COUNTERS = OVERFLOW_PLACES + MOST_OVERFLOWS;

    /** Bytes that must be readable behind the text. */
    private static final int PADDING = 16;

    private static final int ALIGNMENT = 256;
    private static final int DESCRIPTOR_WORDS = 64;
    /** Bytes of text for each block of the kernels that count, and words for each block of those that add up. */
    static final int COUNT_BYTES = 1 << 15;

    static final int SUM_WORDS = 1 << 10;

    /** An array of the arena. */
    record Array(String name, long offset, long bytes) {}

    private final int bytes;
    private final int segments;
    private final int gap;
    private final int slots;
    private final List<Array> arrays = new ArrayList<>();
    private long end;

    private final Array segmentOffsets;
    private final Array text;
    private final Array counters;
    private final Array ids;
    private final Array starts;
    private final Array table;

    /** The layout of a batch of so many segments of together {@code bytes} bytes. */
    BatchLayout(int bytes, int segments) {
        this(bytes, segments, 0);
    }

    /** As {@link #BatchLayout(int, int)}, with {@code gap} bytes that nothing may touch behind each array. */
    BatchLayout(int bytes, int segments, int gap) {
        if (bytes < 0 || bytes > MOST_BYTES || segments < 1 || segments > MOST_BYTES) {
            throw new IllegalArgumentException("a batch has 0 to " + MOST_BYTES + " bytes and 1 to " + MOST_BYTES
                    + " segments, got " + bytes + " and " + segments);
        }
        this.bytes = bytes;
        this.segments = segments;
        this.gap = gap;
        // A word in the table has two bytes or more, so half as many slots as bytes are always enough.
        slots = Math.max(256, Integer.highestOneBit(Math.max(1, bytes)));
        array("descriptor", 4L * DESCRIPTOR_WORDS);
        segmentOffsets = array("segmentOffsets", 4L * (segments + 1));
        text = array("text", bytes + PADDING);
        counters = array("counters", 4L * COUNTERS);
        array("segmentTokens", 4L * (segments + 1));
        ids = array("ids", 4L * bytes);
        starts = array("starts", 16L * (bytes / 128 + 1));
        table = array("table", 8L * slots);
        array("wordStarts", 4L * (bytes + 1));
        array("wordRefs", 4L * bytes);
        array("pieceIds", 4L * bytes);
        array("slotWords", 4L * slots);
        array("slotCounts", 4L * slots);
        array("blockSums", 4L * (Math.max(bytes / COUNT_BYTES, bytes / SUM_WORDS) + 1));
        array("list8", 4L * (bytes / 2 + 1));
        array("list16", 4L * (bytes / 9 + 1));
        array("list32", 4L * (bytes / 17 + 1));
        array("list128", 4L * (bytes / 33 + 1));
        array("listLong", 4L * (bytes / 129 + 1));
    }

    private Array array(String name, long length) {
        Array array = new Array(name, end, length);
        arrays.add(array);
        end = align(array.offset() + length + gap);
        return array;
    }

    private static long align(long offset) {
        return offset + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Bytes of text. */
    int bytes() {
        return bytes;
    }

    /** Number of segments. */
    int segments() {
        return segments;
    }

    /** Bytes of arena that the batch needs; more text or segments never need less. */
    long arenaBytes() {
        return end;
    }

    /** All arrays, in the order in which they lie. */
    List<Array> arrays() {
        return arrays;
    }

    /** Where the text lies: the host writes {@code bytes()} bytes there, and zeros up to {@link #inputBytes}. */
    int textOffset() {
        return (int) text.offset();
    }

    /** Where {@code segments() + 1} words lie: where in the text each segment starts, and {@code bytes()}. */
    int segmentsOffset() {
        return (int) segmentOffsets.offset();
    }

    /** Bytes to copy to the device, from offset 0 on. */
    int inputBytes() {
        return (int) (text.offset() + text.bytes());
    }

    /** Where the output lies in the arena. */
    long outputOffset() {
        return counters.offset();
    }

    /** Most bytes of the output; with {@code tokens} ids it has {@link #outputBytes(int)}. */
    int outputBytes() {
        return outputBytes(bytes);
    }

    /** Bytes of the output that has {@code tokens} ids. */
    int outputBytes(int tokens) {
        return idsInOutput() + 4 * tokens;
    }

    /** Where the words {@code segmentTokens} start, in bytes from the beginning of the output. */
    int segmentTokensInOutput() {
        return (int) (array("segmentTokens").offset() - counters.offset());
    }

    /** Where the ids start, in bytes from the beginning of the output. */
    int idsInOutput() {
        return (int) (ids.offset() - counters.offset());
    }

    /** What must be 0 before the first kernel. */
    List<Array> zeroed() {
        return List.of(counters, starts, table);
    }

    /**
     * Writes the descriptor and the padding behind the text to the pinned input, of which byte 0 is byte 0 of the arena;
     * the segments' starts and the text are the caller's to write.
     */
    void writeDescriptor(ByteBuffer input) {
        int at = 0;
        for (int value : new int[] {bytes, segments, slots - 1, 32 - Integer.numberOfTrailingZeros(slots)}) {
            input.putInt(4 * at++, value);
        }
        for (Array array : arrays) {
            input.putInt(4 * at++, (int) array.offset());
        }
        for (int i = 0; i < PADDING; i++) {
            input.put(textOffset() + bytes + i, (byte) 0);
        }
        while (at < DESCRIPTOR_WORDS) {
            input.putInt(4 * at++, 0);
        }
    }

    private Array array(String name) {
        return arrays.stream()
                .filter(array -> array.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
