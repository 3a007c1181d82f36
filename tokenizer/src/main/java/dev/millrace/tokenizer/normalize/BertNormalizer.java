package dev.millrace.tokenizer.normalize;

import java.util.ArrayList;
import java.util.List;

/**
 * The {@code BertNormalizer}. Where nobody asks for alignments it rewrites ASCII in one pass over a table and gives only
 * the runs between to the stages, one after the other: ASCII neither joins nor reorders what is beside it.
 */
public final class BertNormalizer implements Normalizer {
    private final NormalizerSequence stages;
    /** What becomes of each ASCII character; -1 if it is removed. */
    private final byte[] ascii = new byte[128];

    /**
     * A normalizer.
     *
     * @param cleanText removes controls and makes all white space spaces
     * @param ideographs sets ideographs off by spaces
     * @param stripAccents decomposes and removes nonspacing marks
     * @param lowercase makes every letter lower case
     */
    public BertNormalizer(boolean cleanText, boolean ideographs, boolean stripAccents, boolean lowercase) {
        List<Normalizer> parts = new ArrayList<>();
        if (cleanText) {
            parts.add(Filter.BERT_CONTROLS);
            parts.add(CharacterNormalizer.BERT_SPACES);
        }
        if (ideographs) {
            parts.add(CharacterNormalizer.BERT_IDEOGRAPHS);
        }
        if (stripAccents) {
            parts.add(UnicodeForm.NFD);
            parts.add(Filter.BERT_ACCENTS);
        }
        if (lowercase) {
            parts.add(CharacterNormalizer.LOWERCASE);
        }
        stages = new NormalizerSequence(parts);
        for (int c = 0; c < 128; c++) {
            byte[] normalized = stages.normalize(new byte[] {(byte) c}, 0, 1);
            ascii[c] = normalized.length == 0 ? -1 : normalized[0];
        }
    }

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] < 0) {
                return stages.leavesAlone(text, i, to);
            }
            if (ascii[text[i]] != text[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void apply(NormalizedText text) {
        if (text.isAligned()) {
            stages.apply(text);
            return;
        }
        text.begin();
        int at = 0;
        while (at < text.length()) {
            at = text.map(ascii);
            int end = at;
            while (end < text.length() && text.bytes()[end] < 0) {
                end++;
            }
            if (end > at) {
                text.normalizeTo(end, stages);
                at = end;
            }
        }
        text.commit();
    }
}
