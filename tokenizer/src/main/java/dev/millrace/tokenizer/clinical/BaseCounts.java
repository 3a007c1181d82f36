package dev.millrace.tokenizer.clinical;

import java.util.Map;
import java.util.SortedMap;

/**
 * How often the base makes each of its tokens of some terms.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class BaseCounts {
    private final int[] ids;
    private final long[] counts;

    /** The counts by id; ids that are missing do not occur. */
    public BaseCounts(SortedMap<Integer, Long> byId) {
        ids = new int[byId.size()];
        counts = new long[ids.length];
        int i = 0;
        for (Map.Entry<Integer, Long> entry : byId.entrySet()) {
            ids[i] = entry.getKey();
            counts[i++] = entry.getValue();
        }
    }

    /** Number of ids that occur. */
    public int size() {
        return ids.length;
    }

    /** The {@code i}-th id, in ascending order. */
    public int id(int i) {
        return ids[i];
    }

    /** How often it occurs. */
    public long count(int i) {
        return counts[i];
    }
}
