package dev.millrace.tokenizer.bpe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Byte-pair encoding as tiktoken defines it, word for word and slowly: the oracle of the engine. */
final class NaiveBpe {
    private final Map<String, Integer> ranks = new HashMap<>();

    NaiveBpe(Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.contains(id)) {
                ranks.put(new String(vocabulary.token(id), ISO_8859_1), id);
            }
        }
    }

    List<Integer> encode(byte[] text, int from, int to) {
        String piece = new String(text, from, to - from, ISO_8859_1);
        Integer whole = ranks.get(piece);
        if (whole != null) {
            return List.of(whole);
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < piece.length(); i++) {
            parts.add(piece.substring(i, i + 1));
        }
        while (true) {
            int best = -1;
            int bestRank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (rank < bestRank) {
                    best = i;
                    bestRank = rank;
                }
            }
            if (best < 0) {
                return parts.stream().map(ranks::get).toList();
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
    }

    /**
     * Merges ids pair by pair, the least rank first, of equal ones the leftmost.
     *
     * @param merges of two ids, {@code rank << 32 | id} of their merge, or -1
     */
    static List<Integer> merge(List<Integer> ids, LongOfPair merges) {
        List<Integer> left = new ArrayList<>(ids);
        while (true) {
            int at = -1;
            long best = Long.MAX_VALUE;
            for (int i = 0; i + 1 < left.size(); i++) {
                long merge = merges.get(left.get(i), left.get(i + 1));
                if (merge >= 0 && merge >>> 32 < best >>> 32) {
                    at = i;
                    best = merge;
                }
            }
            if (at < 0) {
                return left;
            }
            left.set(at, (int) best);
            left.remove(at + 1);
        }
    }

    interface LongOfPair {
        long get(int left, int right);
    }
}
