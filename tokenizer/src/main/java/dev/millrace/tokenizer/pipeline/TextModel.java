package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.List;

/**
 * Encodes the text between added tokens.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public interface TextModel {

    /** The tokens: a text is the bytes of its tokens, one after the other. */
    Vocabulary vocabulary();

    /** Returns a new worker, for one thread. */
    SegmentEncoder newSegmentEncoder();

    /** Whether a text has the same ids when it is cut where an ASCII letter is followed by a space or line feed. */
    boolean cutsBetweenLetterAndSpace();

    /** Its tokens and {@code addedTokens} beside them. */
    TokenSet tokens(List<AddedToken> addedTokens);

    /** Splitter and model of {@code pipeline}. */
    static TextModel of(Pipeline pipeline) {
        return new TextModel() {
            @Override
            public Vocabulary vocabulary() {
                return pipeline.model().vocabulary();
            }

            @Override
            public SegmentEncoder newSegmentEncoder() {
                return SegmentEncoder.of(pipeline);
            }

            @Override
            public boolean cutsBetweenLetterAndSpace() {
                return pipeline.splitter().cutsBetweenLetterAndSpace();
            }

            @Override
            public TokenSet tokens(List<AddedToken> addedTokens) {
                return new PipelineTokens(pipeline.model(), addedTokens);
            }
        };
    }
}
