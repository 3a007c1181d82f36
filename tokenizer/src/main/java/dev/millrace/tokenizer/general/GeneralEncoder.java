package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.MalformedInputException;
import dev.millrace.tokenizer.SpecialTokenException;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.normalize.NormalizedText;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.SpanTracker;
import dev.millrace.tokenizer.pipeline.Template;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Drives one document at a time through {@link Stages}.
 *
 * <p>Three chains are nested: the document is a chain of raw cuts (text and added tokens), each text in it is normalized
 * and is a chain of cuts again, each text among these is a chain of pieces. {@link #advance} moves the innermost chain
 * that has not ended; the ids of added tokens and of the template wait in {@code pending}.
 */
final class GeneralEncoder implements Encoder {
    private final @Nullable Normalizer normalizer;
    private final NormalizedText normalized;
    private final Segments segments;
    private final AddedTokens rawTokens;
    private final AddedTokens.Cutter rawCuts;
    private final AddedTokens normalizedTokens;
    private final AddedTokens.Cutter normalizedCuts;
    private final AddedTokens specialTokens;
    private final boolean refusesSpecial;
    private final InvalidUtf8 invalidUtf8;
    private final RepairedText repair = new RepairedText();
    private final int[] prefix;
    private final int[] suffix;
    private final int[] single = new int[1];
    private final int[] counted = new int[4096];
    /** Told what each id comes from, if somebody wants to know. */
    private final @Nullable SpanTracker spans;

    private byte[] document = {};
    private int documentStart;
    private boolean suffixDone = true;
    /** Whether {@link #segments} may have ids left. */
    private boolean inText;

    /** Whether the present segment is normalized text with alignments, and where its original starts. */
    private boolean aligned;

    private byte[] segment = {};
    private int segmentStart;
    private int segmentOrigin;

    private int[] pending = single;
    private int pendingAt;
    private int pendingEnd;
    private boolean replaced;

    GeneralEncoder(
            Stages stages,
            EncodingOptions options,
            GeneralTokenizer.Finders finders,
            AddedTokens special,
            Segments segments,
            @Nullable SpanTracker spans) {
        this.spans = spans;
        this.segments = segments;
        normalizer = stages.normalizer();
        normalized = new NormalizedText(stages.body().originMatters());
        rawTokens = finders.raw();
        rawCuts = rawTokens.new Cutter();
        normalizedTokens = finders.normalized();
        normalizedCuts = normalizedTokens.new Cutter();
        specialTokens = special;
        refusesSpecial = options.specialTokens() == SpecialTokens.REFUSE;
        invalidUtf8 = stages.body().byteSpelling() != null ? InvalidUtf8.BYTES : options.invalidUtf8();
        Template template = options.template() ? stages.template() : Template.NONE;
        prefix = template.prefix();
        suffix = template.suffix();
    }

    @Override
    public void begin(byte[] src, int from, int to) {
        Objects.checkFromToIndex(from, to, src.length);
        finish();
        int start = from;
        int end = to;
        document = src;
        if (invalidUtf8 != InvalidUtf8.BYTES) {
            int malformed = RepairedText.firstIllFormed(src, from, to);
            if (malformed >= 0) {
                if (invalidUtf8 == InvalidUtf8.REJECT) {
                    throw new MalformedInputException(malformed - from);
                }
                replaced = true;
                end = repair.repair(src, from, to, malformed, spans == null ? null : spans.beginRepaired(from));
                start = 0;
                document = repair.bytes();
            }
        }
        documentStart = start;
        rawCuts.start(document, start, end);
        if (refusesSpecial) {
            refuseSpecialTokens(start, end);
        }
        suffixDone = false;
        if (spans != null) {
            spans.findStart();
        }
        setPending(prefix, prefix.length);
    }

    private void refuseSpecialTokens(int start, int end) {
        AddedTokens.Cutter cuts = specialTokens.new Cutter();
        cuts.start(document, start, end);
        while (cuts.next()) {
            if (cuts.token >= 0) {
                long offset = (long) cuts.start - start;
                finish();
                throw new SpecialTokenException(specialTokens.token(cuts.token).content(), offset);
            }
        }
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
            } else if (inText) {
                int n = segments.next(dst, at, to);
                inText = n > 0;
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

    /** Goes to the next step; false if the document is finished. */
    private boolean advance() {
        if (normalizedCuts.next()) {
            if (normalizedCuts.token >= 0) {
                if (spans != null) {
                    spans.find(normalizedCuts.start, normalizedCuts.end);
                }
                setToken(normalizedTokens.token(normalizedCuts.token).id());
            } else {
                startText(normalizedCuts.start, normalizedCuts.end);
            }
        } else if (rawCuts.next()) {
            if (rawCuts.token >= 0) {
                if (spans != null) {
                    spans.findOriginal(rawCuts.start, rawCuts.end);
                }
                setToken(rawTokens.token(rawCuts.token).id());
            } else {
                startSegment(rawCuts.start, rawCuts.end);
            }
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

    private void startSegment(int start, int end) {
        segmentOrigin = start - documentStart;
        if (normalizer == null || normalizer.leavesAlone(document, start, end)) {
            if (spans != null) {
                spans.beginSegment();
            }
            aligned = false;
            segmentStart = start;
            segment = document;
            normalizedCuts.start(document, start, end);
        } else {
            if (spans != null) {
                spans.beginNormalized(normalizer, document, start, end);
            }
            normalized.reset(document, start, end);
            normalizer.apply(normalized);
            aligned = normalized.isAligned();
            segmentStart = 0;
            segment = normalized.bytes();
            normalizedCuts.start(segment, 0, normalized.length());
        }
    }

    private void startText(int start, int end) {
        boolean atStart = segmentOrigin == 0 && (aligned ? normalized.start(start) == 0 : start == segmentStart);
        segments.begin(segment, start, end, atStart);
        inText = true;
    }

    private void finish() {
        inText = false;
        normalizedCuts.start(document, 0, 0);
        rawCuts.start(document, 0, 0);
        pendingAt = 0;
        pendingEnd = 0;
        suffixDone = true;
        replaced = false;
    }

    private void setToken(int id) {
        single[0] = id;
        setPending(single, 1);
    }

    private void setPending(int[] ids, int n) {
        pending = ids;
        pendingAt = 0;
        pendingEnd = n;
    }
}
