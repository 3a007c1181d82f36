package dev.millrace.topology;

import dev.millrace.tokenizer.MalformedInputException;
import dev.millrace.tokenizer.SpecialTokenException;
import dev.millrace.tokenizer.binary.HighEntropyException;

/** One tokenizer cannot have one document; the others can. Never leaves the processor. */
final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;
    private final String sentence;

    RejectedException(RejectReason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
        this.sentence = sentence;
    }

    /** What an encoder's failure on one document means. */
    static RejectedException of(Throwable failure) {
        if (failure instanceof MalformedInputException) {
            return new RejectedException(RejectReason.MALFORMED_UTF8, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof SpecialTokenException) {
            return new RejectedException(RejectReason.SPECIAL_TOKEN, String.valueOf(failure.getMessage()));
        }
        if (failure instanceof HighEntropyException) {
            return new RejectedException(RejectReason.HIGH_ENTROPY, String.valueOf(failure.getMessage()));
        }
        return new RejectedException(
                RejectReason.ENCODER_FAILURE, "every document must be encodable, but this one ends in " + failure);
    }

    RejectReason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
