package dev.millrace.tokenizer;

import dev.millrace.tokenizer.pipeline.Template;
import dev.millrace.tokenizer.pipeline.WholeCharacters;
import org.jspecify.annotations.Nullable;

/**
 * A loaded vocabulary with everything that decides ids. Equal {@linkplain #fingerprint() fingerprints} give equal ids,
 * on every backend and machine.
 *
 * <p><b>Thread safety:</b> immutable; share one instance among all threads.
 */
public interface Tokenizer {

    /** The name under which it was loaded, e.g. {@code o200k_base}; a name changes no ids. */
    String name();

    /**
     * SHA-256, as 64 lower-case hexadecimal digits, over everything that can change ids: vocabulary, merges, model
     * flags, normalizer, pre-tokenizer, added tokens, post-processor, Unicode table version; never the backend or the
     * name.
     */
    String fingerprint();

    /**
     * What does the work: {@code native}, or {@code djl} for a file that only the Hugging Face library can encode. The
     * ids, and so the fingerprint, do not depend on it.
     */
    default String engine() {
        return "native";
    }

    /** Greatest id + 1, added tokens included; ids may have holes. */
    int vocabularySize();

    /** How ids of this tokenizer are packed: two bytes where every id fits, else four. */
    default IdWidth idWidth() {
        return IdWidth.of(vocabularySize());
    }

    /** Whether the input is bytes rather than text: then {@link InvalidUtf8} does not apply and nothing is replaced. */
    boolean takesBytes();

    /** How its file writes bytes, or null if it does not {@linkplain #takesBytes() take bytes}. */
    default @Nullable ByteSpelling byteSpelling() {
        return null;
    }

    /**
     * Returns a new worker.
     *
     * @throws IllegalArgumentException if the tokenizer cannot honour {@code options}; the message names the option
     */
    Encoder newEncoder(EncodingOptions options);

    /**
     * Returns a new worker that gives the span in the document of each id beside it.
     *
     * @throws IllegalArgumentException if the tokenizer cannot honour {@code options}; the message names the option
     * @throws UnsupportedOperationException if this kind of tokenizer knows no spans
     */
    default SpanEncoder newSpanEncoder(EncodingOptions options) {
        throw new UnsupportedOperationException(
                "a tokenizer must know spans to give them, which " + name() + " does not");
    }

    /** What its post-processor puts around a document, if asked to; null if only the engine knows. */
    default @Nullable Template template() {
        return null;
    }

    /**
     * Returns the bytes that {@code ids[from, to)} stand for.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary; the message names it and its index
     */
    byte[] decode(int[] ids, int from, int to);

    /** Returns a new worker that decodes ids as they come. */
    default StreamingDecoder newDecoder() {
        return new WholeCharacters(new GatheredDecoding(this));
    }

    /** The tokens as bytes, or null if the bytes of a token depend on its neighbours (WordPiece, Metaspace). */
    default @Nullable TokenSet tokens() {
        return null;
    }
}
