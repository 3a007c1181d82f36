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
}
