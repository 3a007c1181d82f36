package dev.millrace.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a {@link DocumentBatch}, laid end to end (compressed sparse rows): those of document {@code i} are {@code
 * ids()[offset(i), offset(i + 1))}. A document that could not be encoded has no ids and a {@link #failure}.
 *
 * <p><b>Thread safety:</b> none while it is filled; read-only and shareable afterwards.
 */
public final class EncodedBatch {
    /** Two places for each id must fit into an array. */
    private static final int MOST_WITH_SPANS = (Integer.MAX_VALUE - 8) / 2;

    private int[] ids;
    /** Start and end for each id, if the documents came with spans. */
    private int @Nullable [] spans;

    private int[] offsets;
    private boolean[] replaced;
    private @Nullable Throwable @Nullable [] failures;
    private int size;

    /** An empty result with room for {@code documents} documents of together {@code ids} ids; it grows as needed. */
    public EncodedBatch(int documents, int ids) {
        this.ids = new int[ids];
        this.offsets = new int[documents + 1];
        this.replaced = new boolean[documents];
    }

    /** Number of documents. */
    public int size() {
        return size;
    }

    /** The shared buffer; only {@code [0, offset(size()))} is meaningful. */
    public int[] ids() {
        return ids;
    }

    /**
     * The shared buffer of spans, or null if the documents came without. The bytes of its document that {@code ids()[i]}
     * stands for are {@code [spans()[2 * i], spans()[2 * i + 1])}; see {@link SpanEncoder}.
     */
    public int @Nullable [] spans() {
        return spans;
    }

    /** Where the ids of document {@code document} start; {@code offset(size())} is the end of the last one's. */
    public int offset(int document) {
        return offsets[document];
    }

    /** Number of ids of document {@code document}. */
    public int count(int document) {
        return offsets[document + 1] - offsets[document];
    }

    /** Whether ill-formed UTF-8 in document {@code document} was replaced by U+FFFD. */
    public boolean replacedInvalidUtf8(int document) {
        return replaced[document];
    }

    /** Why document {@code document} could not be encoded, or null if it was. */
    public @Nullable Throwable failure(int document) {
        return failures == null ? null : failures[document];
    }

    /** Removes all documents and keeps the buffers. */
    public void clear() {
        size = 0;
        failures = null;
        spans = null;
    }

    /** Removes all documents but the first {@code documents}, and keeps the buffers. */
    public void truncate(int documents) {
        size = documents;
        if (failures != null) {
            Arrays.fill(failures, Math.min(documents, failures.length), failures.length, null);
        }
    }

    /** Appends the document that {@code encoder} has begun: all its ids. For backends. */
    public void append(Encoder encoder) {
        int end = offsets[size];
        for (int n; (n = encoder.next(ids, end, ids.length)) > 0 || end == ids.length; ) {
            end += n;
            if (end == ids.length) {
                ids = Arrays.copyOf(ids, Math.max(1024, grown(end)));
            }
        }
        close(end, encoder.replacedInvalidUtf8());
    }

    /** Appends the document that {@code encoder} has begun: all its ids with their spans. For backends. */
    public void append(SpanEncoder encoder) {
        int end = offsets[size];
        int[] places = spansOfAllIds();
        for (int n; (n = encoder.next(ids, places, end, ids.length)) > 0 || end == ids.length; ) {
            end += n;
            if (end == ids.length) {
                ids = Arrays.copyOf(ids, Math.max(1024, Math.min(grown(end), MOST_WITH_SPANS)));
                places = Arrays.copyOf(places, Math.multiplyExact(2, ids.length));
            }
        }
        spans = places;
        close(end, encoder.replacedInvalidUtf8());
    }

    private int[] spansOfAllIds() {
        int length = Math.multiplyExact(2, ids.length);
        return spans == null ? new int[length] : spans.length < length ? Arrays.copyOf(spans, length) : spans;
    }

    /** Appends a document with a copy of {@code src[from, to)} as its ids. For backends. */
    public void append(int[] src, int from, int to, boolean replacedInvalidUtf8) {
        int start = offsets[size];
        int end = Math.addExact(start, to - from);
        if (end > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(end, grown(ids.length)));
        }
        System.arraycopy(src, from, ids, start, to - from);
        close(end, replacedInvalidUtf8);
    }

    /**
     * Appends a document with a copy of {@code src[from, to)} as its ids and of {@code srcSpans[2 * from, 2 * to)} as
     * their spans. For backends.
     */
    public void append(int[] src, int[] srcSpans, int from, int to, boolean replacedInvalidUtf8) {
        int start = offsets[size];
        append(src, from, to, replacedInvalidUtf8);
        int[] places = spansOfAllIds();
        System.arraycopy(srcSpans, 2 * from, places, 2 * start, 2 * (to - from));
        spans = places;
    }

    /** Appends all documents of {@code other}, with spans if they have them. For backends. */
    public void append(EncodedBatch other) {
        int from = offsets[size];
        int[] added = other.spans;
        for (int document = 0; document < other.size; document++) {
            append(other, document);
        }
        if (added != null) {
            int[] places = spansOfAllIds();
            System.arraycopy(added, 0, places, 2 * from, 2 * other.offset(other.size));
            spans = places;
        }
    }

    /** Appends document {@code document} of {@code other}, without spans. For backends. */
    public void append(EncodedBatch other, int document) {
        Throwable failure = other.failure(document);
        if (failure != null) {
            appendFailure(failure);
        } else {
            append(other.ids, other.offset(document), other.offset(document + 1), other.replaced[document]);
        }
    }

    /** Appends a document that could not be encoded. For backends. */
    public void appendFailure(Throwable failure) {
        close(offsets[size], false);
        if (failures == null) {
            failures = new Throwable[offsets.length];
        } else if (failures.length < size) {
            failures = Arrays.copyOf(failures, offsets.length);
        }
        failures[size - 1] = failure;
    }

    private void close(int end, boolean replacedInvalidUtf8) {
        if (size + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            replaced = Arrays.copyOf(replaced, offsets.length);
            if (failures != null) {
                failures = Arrays.copyOf(failures, offsets.length);
            }
        }
        replaced[size] = replacedInvalidUtf8;
        offsets[++size] = end;
    }

    private static int grown(int length) {
        return (int) Math.min(Integer.MAX_VALUE - 8, length + (length >> 1) + 16L);
    }
}
