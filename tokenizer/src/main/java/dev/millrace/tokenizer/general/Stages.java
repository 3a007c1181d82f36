package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a tokenizer in the order in which a document passes them.
 *
 * @param addedTokens tokens found in the text before it is cut into pieces
 * @param normalizer rewrites what lies between added tokens; null for none
 * @param preTokenizer cuts that into pieces
 * @param model encodes the pieces
 * @param template what a post-processor adds
 * @param decoder joins the texts of tokens
 * @param originMatters whether the pre-tokenizer asks if it stands at the start of the document
 * @param takesIllFormed whether ill-formed UTF-8 can be encoded byte by byte
 */
public record Stages(
        List<AddedToken> addedTokens,
        @Nullable Normalizer normalizer,
        PreTokenizer preTokenizer,
        PieceModel model,
        Template template,
        Decoder decoder,
        boolean originMatters,
        boolean takesIllFormed) {}
