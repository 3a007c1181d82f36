package dev.millrace.tokenizer.train;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was learnt. Ids are: special tokens, custom tokens, the 256 bytes, then what merges made, in their order; so a
 * smaller vocabulary is a prefix of a larger one.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param options what was asked for
 * @param tokens bytes of each token, by id
 * @param merges the merges, in order
 */
public record TrainedBpe(TrainerOptions options, List<byte[]> tokens, Merges merges) {

    /** Copies the list. */
    public TrainedBpe {
        tokens = List.copyOf(tokens);
    }

    /**
     * The tokens after {@link #tokens}, by id: those of the options that were not learnt, and what makes the size a power
     * of two.
     */
    public List<String> appended() {
        Set<String> learnt = new HashSet<>();
        for (int id = 0; id < tokens.size(); id++) {
            learnt.add(TrainedFiles.spelled(this, id));
        }
        return options.appended().after(learnt);
    }

    /**
     * The same with only the first {@code vocabularySize} tokens: what learning that many would have given.
     *
     * @throws IllegalArgumentException if there are fewer, or it would leave out bytes
     */
    public TrainedBpe truncated(int vocabularySize) {
        int least =
                256 + options.specialTokens().size() + options.customTokens().size();
        if (vocabularySize < least || vocabularySize > tokens.size()) {
            throw new IllegalArgumentException("a truncated vocabulary must have " + least + " to " + tokens.size()
                    + " tokens, got " + vocabularySize);
        }
        int kept = 0;
        while (kept < merges.size() && merges.merged(kept) < vocabularySize) {
            kept++;
        }
        return new TrainedBpe(options, tokens.subList(0, vocabularySize), merges.first(kept));
    }
}
