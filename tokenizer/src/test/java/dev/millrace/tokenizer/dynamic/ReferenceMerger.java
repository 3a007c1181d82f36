package dev.millrace.tokenizer.dynamic;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A slow program that merges one pair at a time. */
interface ReferenceMerger {
    /** Merges once; returns the pair and its count, or null if none occurs {@code minCount} times. */
    Map.@Nullable Entry<NaiveMerger.Pair, Integer> step(int minCount);

    /** The rows as they are now. */
    List<List<String>> rows();

    default int length() {
        return rows().stream().mapToInt(List::size).sum();
    }
}
