package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.SegmentEncoder;
import dev.millrace.tokenizer.pipeline.SpanTracker;
import dev.millrace.tokenizer.pipeline.Template;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a tokenizer in the order in which a document passes them.
 *
 * @param addedTokens tokens found in the text before it is cut into pieces
 * @param normalizer rewrites what lies between added tokens; null for none
 * @param body cuts that into pieces and encodes them
 * @param template what a post-processor adds
 * @param decoder joins the texts of tokens
 */
public record Stages(
        List<AddedToken> addedTokens, @Nullable Normalizer normalizer, Body body, Template template, Decoder decoder) {

    /** Pre-tokenizer and model; immutable. */
    public interface Body {
        /** The tokens, as the decoder takes them. */
        Vocabulary vocabulary();

        /** Whether the pre-tokenizer asks if it stands at the start of the document. */
        boolean originMatters();

        /** How the file writes bytes, where documents are bytes rather than text; else null. */
        default @Nullable ByteSpelling byteSpelling() {
            return null;
        }

        /** Whether ill-formed UTF-8 can be encoded byte by byte. */
        boolean takesIllFormed();

        /** Returns a new worker, for one thread, that tells {@code spans}, if not null, where each id comes from. */
        Segments newSegments(@Nullable SpanTracker spans);
    }

    /** Any pre-tokenizer with any model. */
    public record GeneralBody(
            PreTokenizer preTokenizer, PieceModel model, boolean originMatters, boolean takesIllFormed)
            implements Body {
        @Override
        public Vocabulary vocabulary() {
            return model.vocabulary();
        }

        @Override
        public Segments newSegments(@Nullable SpanTracker spans) {
            Pieces pieces = model.cut(preTokenizer.newPieces());
            return spans == null
                    ? Segments.of(pieces, model.newWorker())
                    : new TrackedSegments(pieces, model.newWorker(), model.newPlaces(), spans);
        }
    }

    /**
     * Any pre-tokenizer with the fast byte-level model.
     *
     * @param preTokenizer its stages but the last, which would write the bytes of a piece as characters
     */
    public record ByteLevelBody(PreTokenizer preTokenizer, BpeModel model, boolean originMatters) implements Body {
        @Override
        public Vocabulary vocabulary() {
            return model.vocabulary();
        }

        @Override
        public boolean takesIllFormed() {
            return true;
        }

        @Override
        public Segments newSegments(@Nullable SpanTracker spans) {
            Pieces pieces = preTokenizer.newPieces();
            return spans == null
                    ? new BatchSegments(pieces, model)
                    : new TrackedSegments(pieces, new ByteWorker(model), new BytePlaces(model.vocabulary()), spans);
        }
    }

    /**
     * Any pre-tokenizer with a model that looks at several pieces at once; it knows no spans.
     *
     * @param vocabulary the tokens, as the decoder takes them
     * @param groups makes a worker, for one thread
     */
    public record GroupedBody(
            PreTokenizer preTokenizer, Vocabulary vocabulary, boolean originMatters, Supplier<PieceGroups> groups)
            implements Body {
        @Override
        public boolean takesIllFormed() {
            return false;
        }

        @Override
        public Segments newSegments(@Nullable SpanTracker spans) {
            if (spans != null) {
                throw new UnsupportedOperationException("a model that looks at several pieces at once knows no spans");
            }
            return Segments.of(preTokenizer.newPieces(), groups.get());
        }
    }

    /**
     * A pre-tokenizer and a model for which there is a fast engine.
     *
     * @param engine only its splitter and model are used
     * @param byteSpelling how the file writes bytes, where documents are bytes rather than text; else null
     */
    public record FastBody(Pipeline engine, @Nullable ByteSpelling byteSpelling) implements Body {
        @Override
        public Vocabulary vocabulary() {
            return engine.model().vocabulary();
        }

        @Override
        public boolean originMatters() {
            return false;
        }

        @Override
        public boolean takesIllFormed() {
            return true;
        }

        @Override
        public Segments newSegments(@Nullable SpanTracker spans) {
            return Segments.of(spans == null ? SegmentEncoder.of(engine) : SegmentEncoder.tracked(engine, spans));
        }
    }
}
