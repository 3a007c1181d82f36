package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.split.Splitter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a byte-level tokenizer, in the order in which a document passes them.
 *
 * @param addedTokens tokens found in the raw text
 * @param normalizer rewrites what lies between added tokens; null for none
 * @param splitter cuts that into pieces
 * @param model encodes the pieces
 * @param template what a post-processor adds
 */
public record Pipeline(
        List<AddedToken> addedTokens,
        @Nullable Normalizer normalizer,
        Splitter splitter,
        BpeModel model,
        Template template) {}
