package dev.millrace.tokenizer.redact.selftest;

import dev.millrace.tokenizer.redact.IdentifierType;
import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.Redactor;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what the rules find of identifiers that are known to be there, and what they find where there are none.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class RedactionSelfTest {
    private final Redactor redactor = new Redactor(RedactionPolicy.tags());
    private final Map<IdentifierType, Score> byType = new EnumMap<>(IdentifierType.class);
    private final Map<Noise, Score> byNoise = new EnumMap<>(Noise.class);
    private final Map<IdentifierType, Long> inPlainText = new EnumMap<>(IdentifierType.class);
    private long words;

    /** Counts of one type, or of one kind of noise. */
    public static final class Score {
        private long present;
        private long covered;
        private long exact;
        private long named;
        private long redactions;
        private long right;

        /** Identifiers that were there. */
        public long present() {
            return present;
        }

        /** Of these, those of which no byte was left. */
        public long covered() {
            return covered;
        }

        /** Of these, those of which nothing but they were redacted. */
        public long exact() {
            return exact;
        }

        /** Of the covered ones, those whose redaction has their type. */
        public long named() {
            return named;
        }

        /** Redactions of this type; zero for a noise. */
        public long redactions() {
            return redactions;
        }

        /** Share of what was there that is gone. */
        public double recall() {
            return present == 0 ? 1 : (double) covered / present;
        }

        /** Share of the redactions of this type that an identifier, of whatever type, is in. */
        public double precision() {
            return redactions == 0 ? 1 : (double) right / redactions;
        }
    }

    /** Runs {@code statements} statements for each kind of noise, each with one identifier of each type. */
    public void run(long seed, int statements) {
        StatementGenerator generator = new StatementGenerator(seed);
        for (Noise noise : Noise.values()) {
            for (int i = 0; i < statements; i++) {
                score(generator.next(noise));
            }
        }
    }

    private void score(StatementGenerator.Statement statement) {
        RedactedText text = redactor.redact(statement.text(), 0, statement.text().length);
        boolean[] right = new boolean[text.size()];
        for (StatementGenerator.Gold gold : statement.identifiers()) {
            Score type = byType.computeIfAbsent(gold.type(), t -> new Score());
            Score noise = byNoise.computeIfAbsent(gold.noise(), n -> new Score());
            type.present++;
            noise.present++;
            for (int i = 0; i < text.size(); i++) {
                right[i] |= text.start(i) < gold.end() && gold.start() < text.end(i);
                if (text.start(i) <= gold.start() && gold.end() <= text.end(i)) {
                    type.covered++;
                    noise.covered++;
                    type.exact += text.start(i) == gold.start() && gold.end() == text.end(i) ? 1 : 0;
                    type.named += text.type(i) == gold.type() ? 1 : 0;
                }
            }
        }
        for (int i = 0; i < text.size(); i++) {
            Score type = byType.computeIfAbsent(text.type(i), t -> new Score());
            type.redactions++;
            type.right += right[i] ? 1 : 0;
        }
    }

    /** Counts what is found in a text that should have no identifiers, {@code text[from, to)}. */
    public void countIn(byte[] text, int from, int to) {
        RedactedText redacted = redactor.redact(text, from, to);
        for (int i = 0; i < redacted.size(); i++) {
            inPlainText.merge(redacted.type(i), 1L, Long::sum);
        }
        boolean inWord = false;
        for (int i = from; i < to; i++) {
            boolean blank = text[i] >= 0 && text[i] <= ' ';
            words += !blank && !inWord ? 1 : 0;
            inWord = !blank;
        }
    }

    /** Scores by type of identifier. */
    public Map<IdentifierType, Score> byType() {
        return byType;
    }

    /** Scores by noise. */
    public Map<Noise, Score> byNoise() {
        return byNoise;
    }

    /** Redactions by type in texts that should have no identifiers. */
    public Map<IdentifierType, Long> inPlainText() {
        return inPlainText;
    }

    /** Words of these texts, separated by white space. */
    public long words() {
        return words;
    }

    /** Redactions for every thousand words of these texts. */
    public double perThousandWords() {
        long all = inPlainText.values().stream().mapToLong(Long::longValue).sum();
        return words == 0 ? 0 : 1000.0 * all / words;
    }

    /** The mean of the recalls of all types. */
    public double meanRecall() {
        return byType.values().stream().mapToDouble(Score::recall).average().orElse(1);
    }
}
