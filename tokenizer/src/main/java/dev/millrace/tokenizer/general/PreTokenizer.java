package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.split.Splitter;
import java.util.List;

/**
 * Cuts text into pieces.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public interface PreTokenizer {
    /** Leaves the text whole. */
    PreTokenizer WHOLE = WholePieces::new;

    /** Returns a new worker, for one thread. */
    Pieces newPieces();

    /** Cuts what {@code pattern} matches and what is between, as {@code behavior} says. */
    static PreTokenizer split(Pattern pattern, SplitBehavior behavior, boolean inverted) {
        return () -> new SplitPieces(pattern.forOneThread(), behavior, inverted);
    }

    /** Cuts as {@code splitter} does. */
    static PreTokenizer of(Splitter splitter) {
        return () -> new SplitterPieces(splitter);
    }

    /** Drops white space and sets each punctuation character apart. */
    static PreTokenizer bert() {
        return BertPieces::new;
    }

    /** Writes every byte as the character that stands for it in GPT-2's alphabet. */
    static PreTokenizer byteLevel() {
        return ByteLevelPieces::new;
    }

    /** Puts a space before a text that does not start with one. */
    static PreTokenizer prefixSpace() {
        return PrefixSpacePieces::new;
    }

    /**
     * Writes spaces as {@code replacement}.
     *
     * @param scheme where one is put before the text if there is none
     */
    static PreTokenizer metaspace(int replacement, PrependScheme scheme) {
        return () -> new MetaspacePieces(replacement, scheme);
    }

    /** Pieces of {@code length} characters. */
    static PreTokenizer fixedLength(int length) {
        return () -> new FixedLengthPieces(length);
    }

    /** Each cuts the pieces of the one before. */
    static PreTokenizer sequence(List<PreTokenizer> stages) {
        if (stages.isEmpty()) {
            return WHOLE;
        }
        return () -> {
            Pieces pieces = stages.get(0).newPieces();
            for (PreTokenizer stage : stages.subList(1, stages.size())) {
                pieces = new NestedPieces(pieces, stage.newPieces());
            }
            return pieces;
        };
    }

    /** Where the Metaspace pre-tokenizer puts its character. */
    enum PrependScheme {
        /** Before every stretch of text. */
        ALWAYS,
        /** Before the stretch that starts the document. */
        FIRST,
        /** Nowhere. */
        NEVER
    }
}
