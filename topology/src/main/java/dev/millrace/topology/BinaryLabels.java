package dev.millrace.topology;

import dev.millrace.tokenizer.binary.BinaryFormat;
import dev.millrace.tokenizer.binary.Entropy;
import dev.millrace.tokenizer.binary.EntropyGate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What records of tokenizers that take bytes say about their document beyond its own labels. */
final class BinaryLabels {
    /** Format by magic number, in lower case; {@code unknown} if none is known. */
    static final String FORMAT = "millrace.binary.format";

    /** Processor, where the format names one. */
    static final String ARCHITECTURE = "millrace.binary.architecture";

    /** Shannon entropy in bits per byte, with three decimals. */
    static final String ENTROPY = "millrace.binary.entropy";

    /** {@code raw} where {@code millrace.entropy.gate} has taken the document's bytes as they are. */
    static final String GATE = "millrace.binary.gate";

    private BinaryLabels() {}

    /** The labels of {@code document} and these; {@code gate} stood before its tokenizer, if not null. */
    static Map<String, String> of(Decoded.Document document, @Nullable EntropyGate gate) {
        Map<String, String> labels = new HashMap<>(document.labels());
        BinaryFormat format = BinaryFormat.of(document.buffer(), document.from(), document.to());
        labels.put(FORMAT, format.kind().name().toLowerCase(Locale.ROOT));
        if (!format.architecture().isEmpty()) {
            labels.put(ARCHITECTURE, format.architecture());
        }
        double entropy = Entropy.bitsPerByte(document.buffer(), document.from(), document.to());
        labels.put(ENTROPY, String.format(Locale.ROOT, "%.3f", entropy));
        if (gate != null && entropy > gate.maxBits()) {
            labels.put(GATE, "raw");
        }
        return labels;
    }
}
