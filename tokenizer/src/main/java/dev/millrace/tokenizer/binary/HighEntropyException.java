package dev.millrace.tokenizer.binary;

import dev.millrace.tokenizer.EncodingException;
import java.util.Locale;

/** A document is as good as random, and {@link EntropyGate.Action#REJECT} was asked for. */
public final class HighEntropyException extends EncodingException {
    private static final long serialVersionUID = 1L;

    HighEntropyException(double bitsPerByte, double most) {
        super(String.format(
                Locale.ROOT,
                "the document must have an entropy of at most %s bits per byte, but has %.3f: it is packed or encrypted",
                most,
                bitsPerByte));
    }
}
