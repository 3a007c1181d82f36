package dev.millrace.tokenizer.dynamic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * As {@link NaiveMerger}, but only the rows with the pair are counted anew for each merge: fast enough for whole
 * languages.
 */
final class RowwiseMerger implements ReferenceMerger {
    private final NaiveMerger rule;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<NaiveMerger.Pair, Integer> counts = new HashMap<>();
    private final TreeMap<Integer, Set<NaiveMerger.Pair>> pairsByCount = new TreeMap<>();

    RowwiseMerger(BoundaryMode mode, Set<String> base, List<List<String>> rows) {
        rule = new NaiveMerger(mode, base, List.of());
        for (List<String> row : rows) {
            this.rows.add(new ArrayList<>(row));
            count(row, 1);
        }
    }

    @Override
    public List<List<String>> rows() {
        return rows;
    }

    private void count(List<String> row, int by) {
        for (int i = 0; i + 1 < row.size(); i++) {
            NaiveMerger.Pair pair = new NaiveMerger.Pair(row.get(i), row.get(i + 1));
            if (rule.mayMerge(pair)) {
                int had = counts.getOrDefault(pair, 0);
                move(pair, had, had + by);
            }
        }
    }

    private void move(NaiveMerger.Pair pair, int from, int to) {
        counts.put(pair, to);
        Set<NaiveMerger.Pair> others = pairsByCount.getOrDefault(from, Set.of());
        if (others.size() > 1) {
            others.remove(pair);
        } else {
            pairsByCount.remove(from);
        }
        if (to > 0) {
            pairsByCount.computeIfAbsent(to, count -> new HashSet<>()).add(pair);
        }
    }

    @Override
    public Map.@Nullable Entry<NaiveMerger.Pair, Integer> step(int minCount) {
        if (pairsByCount.isEmpty() || pairsByCount.lastKey() < minCount) {
            return null;
        }
        int most = pairsByCount.lastKey();
        NaiveMerger.Pair first = first(pairsByCount.lastEntry().getValue());
        for (List<String> row : rows) {
            if (has(row, first)) {
                count(row, -1);
                NaiveMerger.replace(row, first);
                count(row, 1);
            }
        }
        return Map.entry(first, most);
    }

    private NaiveMerger.Pair first(Set<NaiveMerger.Pair> pairs) {
        for (List<String> row : rows) {
            for (int i = 0; i + 1 < row.size(); i++) {
                NaiveMerger.Pair pair = new NaiveMerger.Pair(row.get(i), row.get(i + 1));
                if (pairs.contains(pair)) {
                    return pair;
                }
            }
        }
        throw new AssertionError("counted, but in no row: " + pairs);
    }

    private static boolean has(List<String> row, NaiveMerger.Pair pair) {
        for (int i = 0; i + 1 < row.size(); i++) {
            if (row.get(i).equals(pair.left()) && row.get(i + 1).equals(pair.right())) {
                return true;
            }
        }
        return false;
    }
}
