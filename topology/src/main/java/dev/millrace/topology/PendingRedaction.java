package dev.millrace.topology;

import dev.millrace.tokenizer.redact.RedactedText;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A document that must be redacted before it is encoded. The first who asks does the work, once for all tokenizers of the
 * document; if it fails, it fails for everybody.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class PendingRedaction {
    private static final byte[] NOTHING = {};

    private final TopicRedaction redaction;
    private Decoded.Document document;
    private @Nullable RedactedText text;
    private @Nullable RejectedException failure;

    /** {@code document}: as it was received. */
    PendingRedaction(TopicRedaction redaction, Decoded.Document document) {
        this.redaction = redaction;
        this.document = document;
    }

    /**
     * The redacted text.
     *
     * @throws RejectedException if it cannot be made
     */
    synchronized RedactedText text() {
        if (failure != null) {
            throw failure;
        }
        if (text != null) {
            return text;
        }
        try {
            RedactedText made = redaction.redact(document);
            text = made;
            document = document.withContent(made.buffer(), made.from(), made.to());
            return made;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // Only the kind of the failure: its message may quote the document.
            failure = new RejectedException(
                    RejectReason.REDACTION_FAILURE,
                    "every document must be redactable, but this one ends in "
                            + e.getClass().getName());
            throw failure;
        }
    }

    /** The redacted text, or an empty one if it cannot be made: the processor will hear of it by {@link #text}. */
    RedactedText textOrNothing() {
        try {
            return text();
        } catch (RejectedException e) {
            return RedactedText.unchanged(NOTHING, 0, 0);
        }
    }

    /**
     * The document with its redacted text.
     *
     * @throws RejectedException if it cannot be made
     */
    synchronized Decoded.Document document() {
        var unused = text();
        return document;
    }

    /** Counts the document, whose records are on their way. */
    void count() {
        redaction.meters().count(text());
    }

    /** Counts the document, which goes nowhere. */
    void countFailure() {
        redaction.meters().failures.increment();
    }

    Executor threads() {
        return redaction.threads();
    }
}
