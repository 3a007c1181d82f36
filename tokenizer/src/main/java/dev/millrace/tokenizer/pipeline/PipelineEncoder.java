package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.MalformedInputException;
import dev.millrace.tokenizer.SpecialTokenException;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.split.BlockSplitter;
import dev.millrace.tokenizer.split.Splitter;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Drives one document at a time through a {@link Pipeline}.
 *
 * <p>A document is a chain of <i>segments</i> (text) and added tokens; each segment is a chain of pieces. What a step
 * has produced and the caller had no room for waits in {@code pending}.
 */
final class PipelineEncoder implements Encoder {
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private final @Nullable Normalizer normalizer;
    private final SegmentEncoder segments;
    private final AddedTokenMatcher sought;
    private final @Nullable AddedTokenMatcher refused;
    private final InvalidUtf8 invalidUtf8;
    private final int[] prefix;
    private final int[] suffix;
    private final int[] single = new int[1];
    private final int[] counted = new int[4096];

    /** The document as it is sought through for added tokens. */
    private byte[] document = {};

    private int documentEnd;
    /** Where the next segment starts. */
    private int documentAt;
    /** The token at the end of the current segment, or -1; it ends at {@link #documentAt}. */
    private int tokenAfterSegment = -1;

    /** Whether {@link #segments} may have ids left. */
    private boolean inSegment;

    private int[] pending = single;
    private int pendingAt;
    private int pendingEnd;
    private boolean suffixDone = true;
    private boolean replaced;
    private byte[] repaired = {};

    PipelineEncoder(
            Pipeline pipeline, EncodingOptions options, AddedTokenMatcher sought, AddedTokenMatcher specialTokens) {
        normalizer = pipeline.normalizer();
        segments = segments(pipeline);
        this.sought = sought;
        refused = options.specialTokens() == SpecialTokens.REFUSE ? specialTokens : null;
        invalidUtf8 = options.invalidUtf8();
        Template template = options.template() ? pipeline.template() : Template.NONE;
        prefix = template.prefix();
        suffix = template.suffix();
    }

    @Override
    public void begin(byte[] src, int from, int to) {
        Objects.checkFromToIndex(from, to, src.length);
        finish();
        document = src;
        documentAt = from;
        documentEnd = to;
        if (invalidUtf8 != InvalidUtf8.BYTES) {
            int malformed = Utf8.firstMalformed(src, from, to);
            if (malformed >= 0) {
                repair(src, from, to, malformed);
            }
        }
        if (refused != null) {
            long match = refused.find(document, documentAt, documentEnd);
            if (match >= 0) {
                long offset = (match >>> 32) - documentAt;
                finish();
                throw new SpecialTokenException(refused.token((int) match).content(), offset);
            }
        }
        suffixDone = false;
        setPending(prefix, prefix.length);
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int at = from;
        while (at < to) {
            if (pendingAt < pendingEnd) {
                int n = Math.min(to - at, pendingEnd - pendingAt);
                System.arraycopy(pending, pendingAt, dst, at, n);
                pendingAt += n;
                at += n;
            } else if (inSegment) {
                int n = segments.next(dst, at, to);
                inSegment = n > 0;
                at += n;
            } else if (!advance()) {
                break;
            }
        }
        return at - from;
    }

    @Override
    public long count(byte[] src, int from, int to) {
        begin(src, from, to);
        long count = 0;
        for (int n; (n = next(counted, 0, counted.length)) > 0; ) {
            count += n;
        }
        return count;
    }

    @Override
    public boolean replacedInvalidUtf8() {
        return replaced;
    }

    static SegmentEncoder segments(Pipeline pipeline) {
        Splitter splitter = pipeline.splitter();
        BpeModel model = pipeline.model();
        BlockSplitter blocks = splitter.newBlockSplitter();
        if (blocks == null) {
            return new PieceSegmentEncoder(splitter, model.newLongPieceEncoder());
        }
        return new WindowSegmentEncoder(splitter, blocks, model.newBatch(), model.newLongPieceEncoder());
    }

    /** Goes to the next step; false if the document is finished. */
    private boolean advance() {
        if (tokenAfterSegment >= 0) {
            single[0] = sought.token(tokenAfterSegment).id();
            tokenAfterSegment = -1;
            setPending(single, 1);
        } else if (documentAt < documentEnd) {
            nextSegment();
        } else if (!suffixDone) {
            suffixDone = true;
            setPending(suffix, suffix.length);
        } else {
            return false;
        }
        return true;
    }

    private void nextSegment() {
        long match = sought.isEmpty() ? -1 : sought.find(document, documentAt, documentEnd);
        int end = documentEnd;
        int start = documentAt;
        documentAt = documentEnd;
        if (match >= 0) {
            end = (int) (match >>> 32);
            tokenAfterSegment = (int) match;
            documentAt = end + sought.length(tokenAfterSegment);
        }
        if (normalizer == null || normalizer.leavesAlone(document, start, end)) {
            segments.begin(document, start, end);
        } else {
            byte[] normalized = normalizer.normalize(document, start, end);
            segments.begin(normalized, 0, normalized.length);
        }
        inSegment = true;
    }

    private void finish() {
        documentAt = documentEnd = pendingAt = pendingEnd = 0;
        inSegment = false;
        tokenAfterSegment = -1;
        suffixDone = true;
        replaced = false;
    }

    private void setPending(int[] ids, int n) {
        pending = ids;
        pendingAt = 0;
        pendingEnd = n;
    }

    /** Replaces each maximal ill-formed subpart by U+FFFD, or refuses the document. */
    private void repair(byte[] src, int from, int to, int malformed) {
        if (invalidUtf8 == InvalidUtf8.REJECT) {
            finish();
            throw new MalformedInputException(malformed - from);
        }
        replaced = true;
        int at = 0;
        int i = from;
        while (i < to) {
            int bad = Utf8.firstMalformed(src, i, to);
            int end = bad < 0 ? to : bad;
            at = append(src, i, end, at);
            i = end;
            if (bad >= 0) {
                at = append(REPLACEMENT, 0, REPLACEMENT.length, at);
                i -= Utf8.wellFormed(src, bad, to);
            }
        }
        document = repaired;
        documentAt = 0;
        documentEnd = at;
    }

    private int append(byte[] src, int from, int to, int at) {
        long end = (long) at + (to - from);
        if (end > repaired.length) {
            if (end > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("a document with its ill-formed UTF-8 replaced must be shorter than 2 GiB");
            }
            repaired = Arrays.copyOf(repaired, (int) Math.min(Integer.MAX_VALUE - 8, end + (end >> 1)));
        }
        System.arraycopy(src, from, repaired, at, to - from);
        return (int) end;
    }
}
