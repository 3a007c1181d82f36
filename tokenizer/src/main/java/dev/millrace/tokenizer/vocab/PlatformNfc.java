package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.pipeline.TextNormalizer;
import java.text.Normalizer;

/** Unicode normalization form C as the running platform has it. */
final class PlatformNfc implements TextNormalizer {
    /** Lead byte of U+0300, the first character that form C can change or combine. */
    private static final int FIRST_LEAD = 0xcc;

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if ((text[i] & 0xff) >= FIRST_LEAD) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] normalize(byte[] text, int from, int to) {
        return Normalizer.normalize(new String(text, from, to - from, UTF_8), Normalizer.Form.NFC)
                .getBytes(UTF_8);
    }
}
