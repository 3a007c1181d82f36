package dev.millrace.tokenizer.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The definition: everything is counted anew for each merge. Tokens are named by their ids. */
final class NaiveTrainer {
    private final List<byte[]> tokens = new ArrayList<>();
    private final Map<Bytes, Integer> ids = new HashMap<>();
    private final Map<List<Integer>, Long> words = new HashMap<>();
    final List<List<Integer>> merges = new ArrayList<>();

    private record Pair(int left, int right) {}

    NaiveTrainer(Iterable<byte[]> pieces) {
        for (int b : Alphabet.bytes()) {
            ids.put(new Bytes(new byte[] {(byte) b}), tokens.size());
            tokens.add(new byte[] {(byte) b});
        }
        for (byte[] piece : pieces) {
            List<Integer> word = new ArrayList<>();
            for (byte b : piece) {
                word.add(ids.get(new Bytes(new byte[] {b})));
            }
            words.merge(word, 1L, Long::sum);
        }
    }

    List<byte[]> tokens() {
        return tokens;
    }

    void learn(int vocabularySize, long minFrequency, int maxLength) {
        while (tokens.size() < vocabularySize) {
            Pair best = best(maxLength);
            if (best == null || count(best) < minFrequency) {
                return;
            }
            byte[] joined = Bytes.joined(tokens.get(best.left()), tokens.get(best.right()));
            int merged = ids.computeIfAbsent(new Bytes(joined), unused -> tokens.size());
            if (merged == tokens.size()) {
                tokens.add(joined);
            }
            merges.add(List.of(best.left(), best.right(), merged));
            Map<List<Integer>, Long> rewritten = new HashMap<>();
            words.forEach((word, count) -> rewritten.merge(replaced(word, best, merged), count, Long::sum));
            words.clear();
            words.putAll(rewritten);
        }
    }

    private long count(Pair pair) {
        return counts().getOrDefault(pair, 0L);
    }

    private Map<Pair, Long> counts() {
        Map<Pair, Long> counts = new HashMap<>();
        words.forEach((word, count) -> {
            for (int i = 0; i + 1 < word.size(); i++) {
                counts.merge(new Pair(word.get(i), word.get(i + 1)), count, Long::sum);
            }
        });
        return counts;
    }

    private @Nullable Pair best(int maxLength) {
        Pair best = null;
        long most = 0;
        for (Map.Entry<Pair, Long> entry : counts().entrySet()) {
            Pair pair = entry.getKey();
            int length = tokens.get(pair.left()).length + tokens.get(pair.right()).length;
            boolean first = best == null
                    || pair.left() < best.left()
                    || pair.left() == best.left() && pair.right() < best.right();
            if (length <= maxLength && (entry.getValue() > most || entry.getValue() == most && first)) {
                best = pair;
                most = entry.getValue();
            }
        }
        return best;
    }

    private static List<Integer> replaced(List<Integer> word, Pair pair, int merged) {
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i < word.size(); i++) {
            if (i + 1 < word.size() && word.get(i) == pair.left() && word.get(i + 1) == pair.right()) {
                out.add(merged);
                i++;
            } else {
                out.add(word.get(i));
            }
        }
        return out;
    }
}
