package dev.millrace.app.tokens;

import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingException;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.TagRuns;
import dev.millrace.tokenizer.redact.TagTokens;

/**
 * Gives the ids that documents have in a stream whose topic is redacted: a tag that the tokenizer has as a special token
 * is that one token.
 *
 * <p><b>Thread safety:</b> none.
 */
final class RedactingEncoder {
    private final TagTokens tags;
    private final Worker worker;

    /** Appends the ids of {@code text[from, to)} to a batch. */
    @FunctionalInterface
    private interface Worker {
        void encode(byte[] text, int from, int to, EncodedBatch into);
    }

    /**
     * Documents that {@code policy} was applied to.
     *
     * @param withSpans whether ids come with spans, which refer to the redacted documents
     * @throws UsageException if the tokenizer cannot honour the options
     */
    RedactingEncoder(Tokenizer tokenizer, EncodingOptions options, RedactionPolicy policy, boolean withSpans) {
        worker = withSpans ? withSpans(tokenizer, options) : plain(tokenizer, options);
        try {
            tags = new TagTokens(tokenizer, options, policy);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Worker plain(Tokenizer tokenizer, EncodingOptions options) {
        var encoder = Tokenizers.encoder(tokenizer, options);
        return (text, from, to, into) -> {
            encoder.begin(text, from, to);
            into.append(encoder);
        };
    }

    private static Worker withSpans(Tokenizer tokenizer, EncodingOptions options) {
        var encoder = Tokenizers.spanEncoder(tokenizer, options);
        return (text, from, to, into) -> {
            encoder.begin(text, from, to);
            into.append(encoder);
        };
    }

    /**
     * The ids of one document, which is the only one of the batch.
     *
     * @throws EncodingException if the document cannot be encoded
     */
    EncodedBatch encode(RedactedText text) {
        EncodedBatch encoded = new EncodedBatch(1, text.length() / 2 + 16);
        if (tags.isEmpty()) {
            worker.encode(text.buffer(), text.from(), text.to(), encoded);
            return encoded;
        }
        TagRuns runs = new TagRuns(tags, text.length());
        runs.add(text);
        DocumentBatch batch = runs.batch();
        for (int run = 0; run < batch.size(); run++) {
            worker.encode(batch.bytes(), batch.offset(run), batch.offset(run + 1), encoded);
        }
        EncodedBatch joined = runs.join(encoded);
        if (joined.failure(0) instanceof EncodingException failure) { // an id of a tag came out of text
            throw failure;
        }
        return joined;
    }
}
