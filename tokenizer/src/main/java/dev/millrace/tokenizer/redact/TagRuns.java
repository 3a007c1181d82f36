package dev.millrace.tokenizer.redact;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Redacted documents on their way through an encoder that knows nothing of tags: the text between two tags is a document
 * to it, a <i>run</i>, and afterwards the ids of runs and tags are put together again. So an encoder on any backend gives
 * the id of a tag for a redaction alone; the same text in a document is cut in two, where it would be sought, and an id
 * of a tag that comes out of a run all the same fails its document.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class TagRuns {
    private final TagTokens tags;
    private final DocumentBatch batch;
    /** The documents one after the other: a run as its number, a tag as the complement of its id. */
    private int[] parts = new int[64];
    /** Where each part starts in its document. */
    private int[] places = new int[64];

    private int size;
    /** For each document where its parts end, and its length. */
    private int[] ends = new int[16];

    private int[] lengths = new int[16];
    private int documents;

    /** Documents that are yet to come, of together about {@code bytes} bytes. */
    public TagRuns(TagTokens tags, int bytes) {
        this.tags = tags;
        this.batch = new DocumentBatch(16, bytes);
    }

    /** Adds the next document. */
    public void add(RedactedText text) {
        int at = text.from();
        for (int i = 0; i < text.size(); i++) {
            Integer tag = tags.of(text, i);
            if (tag != null) {
                runs(text, at, text.from() + text.redactedStart(i));
                part(~tag, text.redactedStart(i));
                at = text.from() + text.redactedEnd(i);
            }
        }
        runs(text, at, text.to());
        if (documents == ends.length) {
            ends = Arrays.copyOf(ends, 2 * documents);
            lengths = Arrays.copyOf(lengths, 2 * documents);
        }
        ends[documents] = size;
        lengths[documents++] = text.length();
    }

    private void runs(RedactedText text, int from, int to) {
        int at = from;
        while (at < to) {
            int end = tags.cut(text.buffer(), at, to);
            part(batch.add(text.buffer(), at, end), at - text.from());
            at = end;
        }
    }

    private void part(int part, int place) {
        if (size == parts.length) {
            parts = Arrays.copyOf(parts, 2 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        parts[size] = part;
        places[size++] = place;
    }

    /** The runs, for an encoder. */
    public DocumentBatch batch() {
        return batch;
    }

    /** Puts the ids of the runs, as an encoder gave them for {@link #batch}, and the tags together to documents. */
    public EncodedBatch join(EncodedBatch runs) {
        EncodedBatch joined = new EncodedBatch(Math.max(1, documents), runs.offset(runs.size()) + size);
        int part = 0;
        for (int document = 0; document < documents; document++) {
            append(joined, runs, part, ends[document], lengths[document]);
            part = ends[document];
        }
        return joined;
    }

    private void append(EncodedBatch joined, EncodedBatch runs, int from, int to, int length) {
        Document document = new Document(runs.spans() != null);
        boolean replaced = false;
        document.template(tags.prefix(), 0);
        for (int i = from; i < to; i++) {
            if (parts[i] < 0) {
                int end = i + 1 < to ? places[i + 1] : length;
                document.add(~parts[i], places[i], end);
                continue;
            }
            int run = parts[i];
            Throwable failure = runs.failure(run);
            if (failure == null) {
                failure = document.add(runs, run, places[i]);
            }
            if (failure != null) {
                joined.appendFailure(failure);
                return;
            }
            replaced |= runs.replacedInvalidUtf8(run);
        }
        document.template(tags.suffix(), length);
        document.appendTo(joined, replaced);
    }

    /** The ids of one document as they are put together, with their spans if the runs have some. */
    private final class Document {
        private int[] ids = new int[256];
        private int @Nullable [] spans;
        private int count;

        Document(boolean withSpans) {
            spans = withSpans ? new int[2 * ids.length] : null;
        }

        void add(int id, int start, int end) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, Math.multiplyExact(2, count));
                spans = spans == null ? null : Arrays.copyOf(spans, Math.multiplyExact(4, count));
            }
            ids[count] = id;
            if (spans != null) {
                spans[2 * count] = start;
                spans[2 * count + 1] = end;
            }
            count++;
        }

        void template(int[] template, int place) {
            for (int id : template) {
                add(id, place, place);
            }
        }

        /** Adds a run without what its template put around it; returns why that must not be, or null. */
        @Nullable
        Throwable add(EncodedBatch runs, int run, int place) {
            int first = runs.offset(run) + tags.prefix().length;
            int last = runs.offset(run + 1) - tags.suffix().length;
            int[] runSpans = runs.spans();
            for (int i = first; i < last; i++) {
                int id = runs.ids()[i];
                if (tags.isTag(id)) {
                    return new EncodingException("text must not become the token of a tag, but gives id " + id);
                }
                add(
                        id,
                        runSpans == null ? 0 : place + runSpans[2 * i],
                        runSpans == null ? 0 : place + runSpans[2 * i + 1]);
            }
            return null;
        }

        void appendTo(EncodedBatch joined, boolean replaced) {
            if (spans == null) {
                joined.append(ids, 0, count, replaced);
            } else {
                joined.append(ids, spans, 0, count, replaced);
            }
        }
    }
}
