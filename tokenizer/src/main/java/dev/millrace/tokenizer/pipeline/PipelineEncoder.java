package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.MalformedInputException;
import dev.millrace.tokenizer.SpecialTokenException;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.normalize.NormalizedText;
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
    private static final int REPAIRED_BYTES = 1 << 16;
    /** Segments up to this length share the buffer of {@link #normalized}. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private final @Nullable Normalizer normalizer;
    private final NormalizedText normalized = new NormalizedText(false);
    private final SegmentEncoder segments;
    private final AddedTokenMatcher sought;
    private final @Nullable AddedTokenMatcher refused;
    private final InvalidUtf8 invalidUtf8;
    private final Utf8Check wellFormedness = new Utf8Check();
    private final int[] prefix;
    private final int[] suffix;
    private final int[] single = new int[1];
    private final int[] counted = new int[4096];
    /** Told what each id comes from, if somebody wants to know. */
    private final @Nullable SpanTracker spans;

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
    /** The rest of a document with ill-formed UTF-8, which is repaired part by part. */
    private byte[] broken = {};

    private int brokenAt;
    private int brokenEnd;
    private final boolean cutsAtSpaces;
    private byte[] repaired = {};

    PipelineEncoder(
            Pipeline pipeline,
            TextModel text,
            EncodingOptions options,
            AddedTokenMatcher sought,
            AddedTokenMatcher specialTokens,
            SegmentEncoder segments,
            @Nullable SpanTracker spans) {
        this.spans = spans;
        this.segments = segments;
        normalizer = pipeline.normalizer();
        this.sought = sought;
        cutsAtSpaces = normalizer == null && text.cutsBetweenLetterAndSpace() && !sought.hasSpaces();
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
        if (refused != null) {
            refuse(refused, src, from, to);
        }
        if (invalidUtf8 != InvalidUtf8.BYTES) {
            int malformed = wellFormedness.firstMalformed(src, from, to);
            if (malformed >= 0) {
                rejectOrRepair(src, from, to, malformed);
            }
        }
        suffixDone = false;
        if (spans != null) {
            spans.findStart();
        }
        setPending(prefix, prefix.length);
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int at = from;
        while (at < to) {
            if (pendingAt < pendingEnd) {
                int n = Math.min(to - at, pendingEnd - pendingAt);
                System.arraycopy(pending, pendingAt, dst, at, n);
                if (spans != null) {
                    spans.put(at, at + n);
                }
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
            return new PieceSegmentEncoder(splitter, model.newBatch(), model.newLongPieceEncoder());
        }
        return new WindowSegmentEncoder(splitter, blocks, model.newBatch(), model.newLongPieceEncoder());
    }

    /** Goes to the next step; false if the document is finished. */
    private boolean advance() {
        if (tokenAfterSegment >= 0) {
            single[0] = sought.token(tokenAfterSegment).id();
            if (spans != null) {
                spans.findOriginal(documentAt - sought.length(tokenAfterSegment), documentAt);
            }
            tokenAfterSegment = -1;
            setPending(single, 1);
        } else if (documentAt < documentEnd) {
            nextSegment();
        } else if (brokenAt < brokenEnd) {
            repairNext();
        } else if (!suffixDone) {
            suffixDone = true;
            if (spans != null) {
                spans.findEnd();
            }
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
            if (spans != null) {
                spans.beginSegment();
            }
            segments.begin(document, start, end);
        } else if (spans != null) {
            NormalizedText text = spans.beginNormalized(normalizer, document, start, end);
            segments.begin(text.bytes(), 0, text.length());
        } else {
            NormalizedText text = end - start <= KEPT_BYTES ? normalized : new NormalizedText(false);
            text.reset(document, start, end);
            normalizer.apply(text);
            segments.begin(text.bytes(), 0, text.length());
        }
        inSegment = true;
    }

    private void finish() {
        documentAt = documentEnd = pendingAt = pendingEnd = brokenAt = brokenEnd = 0;
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

    private void refuse(AddedTokenMatcher tokens, byte[] src, int from, int to) {
        long match = tokens.find(src, from, to);
        if (match >= 0) {
            finish();
            throw new SpecialTokenException(tokens.token((int) match).content(), (match >>> 32) - from);
        }
    }

    private void rejectOrRepair(byte[] src, int from, int to, int malformed) {
        if (invalidUtf8 == InvalidUtf8.REJECT) {
            finish();
            throw new MalformedInputException(malformed - from);
        }
        replaced = true;
        broken = src;
        brokenAt = from;
        brokenEnd = to;
        documentAt = documentEnd;
    }

    /**
     * Replaces each maximal ill-formed subpart of the next part of the document. It ends where a letter meets white
     * space, because there every splitter cuts; if an added token may reach across, or a normalizer look, it is all.
     */
    private void repairNext() {
        int end = brokenEnd;
        if (cutsAtSpaces && brokenEnd - brokenAt > REPAIRED_BYTES) {
            end = brokenAt + REPAIRED_BYTES;
            while (end < brokenEnd && !(isLetter(broken[end - 1]) && (broken[end] == ' ' || broken[end] == '\n'))) {
                end++;
            }
        }
        Repairs repairs = spans == null ? null : spans.beginRepaired(brokenAt);
        int at = 0;
        while (brokenAt < end) {
            int bad = Utf8.firstMalformed(broken, brokenAt, end);
            at = append(broken, brokenAt, bad < 0 ? end : bad, at);
            brokenAt = bad < 0 ? end : bad;
            if (bad >= 0) {
                brokenAt -= Utf8.wellFormed(broken, bad, end);
                if (repairs != null) {
                    repairs.add(at, bad, brokenAt);
                }
                at = append(REPLACEMENT, 0, REPLACEMENT.length, at);
            }
        }
        document = repaired;
        documentAt = 0;
        documentEnd = at;
    }

    private static boolean isLetter(byte b) {
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
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
