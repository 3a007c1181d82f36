package dev.millrace.tokenizer.normalize;

import java.util.List;

/** Normalizers one after the other. */
public final class NormalizerSequence implements Normalizer {
    private final Normalizer[] stages;

    /** Applies {@code stages} in their order; there may be none. */
    public NormalizerSequence(List<? extends Normalizer> stages) {
        this.stages = stages.toArray(new Normalizer[0]);
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
