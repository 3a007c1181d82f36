package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.clinical.SentenceDecision.Candidate;
import dev.millrace.tokenizer.clinical.SentenceDecision.WordDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what a {@link SentenceEncoder} decides. */
final class DecisionRecorder implements SentenceEncoder.Listener {
    private final WordPool pool;
    private final WordScorer scorer;
    private final int origin;
    private final Consumer<SentenceDecision> sink;

    /** A recorder that gives each sentence to {@code sink}, with offsets that count from {@code origin}. */
    DecisionRecorder(WordPool pool, int origin, Consumer<SentenceDecision> sink) {
        this.pool = pool;
        scorer = new WordScorer(pool);
        this.origin = origin;
        this.sink = sink;
    }

    @Override
    public void sentence(Word[] words, int[] starts, boolean[] isProtected, int size, boolean pooled) {
        long base = 0;
        long chosen = 0;
        List<WordDecision> decisions = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Word word = words[i];
            int winner = isProtected[i] ? Word.BASE : word.winner;
            base += word.base.length;
            chosen += (winner == Word.BASE ? word.base : word.pool).length;
            decisions.add(new WordDecision(
                    new String(word.text, UTF_8), starts[i] - origin, name(winner), isProtected[i], candidates(word)));
        }
        sink.accept(new SentenceDecision(base, chosen, pooled, decisions));
    }

    private List<Candidate> candidates(Word word) {
        List<Candidate> candidates = new ArrayList<>();
        for (int type = Word.BASE; type < pool.types().size() && word.text.length > 0; type++) {
            WordScorer.Scored scored = scorer.candidate(type, word.text);
            if (scored != null) {
                List<String> pieces = new ArrayList<>();
                for (int id : scored.ids()) {
                    pieces.add(new String(pool.vocabulary().token(id), UTF_8));
                }
                candidates.add(new Candidate(name(type), pieces, scored.bits()));
            }
        }
        return candidates;
    }

    private String name(int type) {
        return type == Word.BASE
                ? pool.base().tokenizer().name()
                : pool.types().get(type).name();
    }
}
