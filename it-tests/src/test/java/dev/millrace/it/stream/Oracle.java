package dev.millrace.it.stream;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The sequential oracle: one document after the other through a plain {@link Encoder}. */
public final class Oracle {
    private final Map<String, Encoder> encoders = new HashMap<>();
    private int[] buffer = new int[1 << 16];

    /** The ids of {@code content} under a built-in tokenizer, with default options. */
    public int[] ids(String tokenizer, byte[] content) {
        Encoder encoder = encoders.computeIfAbsent(
                tokenizer, name -> TokenizerRegistry.load(name).newEncoder(EncodingOptions.DEFAULT));
        encoder.begin(content, 0, content.length);
        int count = 0;
        for (int n; (n = encoder.next(buffer, count, buffer.length)) > 0; ) {
            count += n;
            if (count == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
        }
        return Arrays.copyOf(buffer, count);
    }
}
