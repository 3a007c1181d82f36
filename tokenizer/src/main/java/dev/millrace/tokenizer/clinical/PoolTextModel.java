package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.SegmentEncoder;
import dev.millrace.tokenizer.pipeline.TextModel;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.List;
import java.util.function.Supplier;

/**
 * A pool in place of the model of a byte-level pipeline.
 *
 * @param vocabulary the base's tokens and the new ones
 * @param sentences makes a worker, for one thread
 */
record PoolTextModel(Pipeline pipeline, Vocabulary vocabulary, Supplier<SentenceEncoder> sentences)
        implements TextModel {
    @Override
    public SegmentEncoder newSegmentEncoder() {
        return new PoolSegmentEncoder(
                pipeline.splitter(), sentences.get(), pipeline.model().newLongPieceEncoder());
    }

    /** A cut would end a sentence. */
    @Override
    public boolean cutsBetweenLetterAndSpace() {
        return false;
    }

    @Override
    public TokenSet tokens(List<AddedToken> addedTokens) {
        return new PoolTokens(this, addedTokens);
    }
}
