package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.general.GeneralTokenizer;
import dev.millrace.tokenizer.general.Stages;
import dev.millrace.tokenizer.general.WordPieceModel;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.List;
import java.util.function.Supplier;

/**
 * The tokenizer that a pool extends: how it cuts text into words and encodes them.
 *
 * <p><b>Thread safety:</b> immutable.
 */
interface PoolBase {

    /** The tokenizer itself. */
    Tokenizer tokenizer();

    /** The tokens of its model. */
    Vocabulary vocabulary();

    /** Whether a token that continues a word is another than one of the same letters that begins it. */
    boolean isPositional();

    /** How the vocabulary writes the token {@code letters}. */
    byte[] written(byte[] letters, boolean continuing);

    /** The id of a word that cannot be encoded, or -1 if every word can. */
    int unknown();

    /** The words of a term as they stand in a text: normalized and cut as the base does. */
    List<byte[]> words(String term);

    /** Returns a new worker, for one thread. */
    Encoder newEncoder();

    /** A tokenizer that differs from the base in how it encodes words: by {@code groups}, to {@code vocabulary}. */
    Tokenizer with(String name, String fingerprint, Vocabulary vocabulary, Supplier<SentenceEncoder> groups);

    /** Encodes words as the base does. */
    interface Encoder {
        /** Encodes {@code text[from, to)}, which is not empty, and returns the number of ids; {@link #ids} has them. */
        int encode(byte[] text, int from, int to);

        /** The ids of the word encoded last, from index 0 on; valid until the next call. */
        int[] ids();
    }

    /**
     * The base that {@code tokenizer} can be.
     *
     * @throws TokenizerLoadException if it can be none; the message says why
     */
    static PoolBase of(Tokenizer tokenizer) {
        if (tokenizer instanceof PipelineTokenizer pipeline) {
            return new ByteLevelBase(pipeline);
        }
        if (tokenizer instanceof GeneralTokenizer general
                && general.stages().body() instanceof Stages.GeneralBody body
                && body.model() instanceof WordPieceModel model) {
            return new WordPieceBase(general, body, model);
        }
        throw new TokenizerLoadException(
                "the base of a clinical pool must be byte-level BPE or WordPiece in native form," + " which "
                        + tokenizer.name() + " is not");
    }
}
