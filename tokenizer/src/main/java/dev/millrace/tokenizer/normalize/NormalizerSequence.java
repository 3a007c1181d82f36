package dev.millrace.tokenizer.normalize;

import java.util.ArrayList;
import java.util.List;

/** Normalizers one after the other. */
public final class NormalizerSequence implements Normalizer {
    private final Normalizer[] stages;

    /** Applies {@code stages} in their order; there may be none. */
    public NormalizerSequence(List<? extends Normalizer> stages) {
        this.stages = stages.toArray(new Normalizer[0]);
    }

    /**
     * The {@code BertNormalizer}.
     *
     * @param cleanText removes controls and makes all white space spaces
     * @param ideographs sets ideographs off by spaces
     * @param stripAccents decomposes and removes nonspacing marks
     * @param lowercase makes every letter lower case
     */
    public static NormalizerSequence bert(
            boolean cleanText, boolean ideographs, boolean stripAccents, boolean lowercase) {
        List<Normalizer> stages = new ArrayList<>();
        if (cleanText) {
            stages.add(Filter.BERT_CONTROLS);
            stages.add(CharacterNormalizer.BERT_SPACES);
        }
        if (ideographs) {
            stages.add(CharacterNormalizer.BERT_IDEOGRAPHS);
        }
        if (stripAccents) {
            stages.add(UnicodeForm.NFD);
            stages.add(Filter.BERT_ACCENTS);
        }
        if (lowercase) {
            stages.add(CharacterNormalizer.LOWERCASE);
        }
        return new NormalizerSequence(stages);
    }

    /** The {@code Nmt} normalizer. */
    public static NormalizerSequence nmt() {
        return new NormalizerSequence(List.of(Filter.NMT_CONTROLS, CharacterNormalizer.NMT_SPACES));
    }

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        for (Normalizer stage : stages) {
            if (!stage.leavesAlone(text, from, to)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void apply(NormalizedText text) {
        for (Normalizer stage : stages) {
            stage.apply(text);
        }
    }
}
