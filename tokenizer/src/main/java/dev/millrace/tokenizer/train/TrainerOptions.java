package dev.millrace.tokenizer.train;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is learnt.
 *
 * @param vocabularySize number of tokens: special and custom ones, the 256 bytes, and what merges make
 * @param minFrequency a pair must occur this often to be merged, at least 1
 * @param maxTokenLength longest token in bytes, 0 for no limit
 * @param specialTokens the first ids; never merged and never found in text unless asked for
 * @param customTokens the ids after them: tokens that are found in text before it is cut
 * @param preTokenization how text is cut
 * @param superwords a second stage that may cross words, or null
 * @param ties which of several pairs with the same count goes first
 * @param binary whether documents are bytes rather than text: byte {@code b} has the {@code b}-th id, and files spell it
 *     as U+00{@code b}
 * @param appended what follows what was learnt
 * @param nfkc whether text is put into Unicode's form NFKC first
 */
public record TrainerOptions(
        int vocabularySize,
        long minFrequency,
        int maxTokenLength,
        List<String> specialTokens,
        List<String> customTokens,
        PreTokenization preTokenization,
        @Nullable Superwords superwords,
        TieBreak ties,
        boolean binary,
        Appended appended,
        boolean nfkc) {

    /**
     * SuperBPE's second stage.
     *
     * @param transition number of merges that are taken from the first stage
     * @param maxWords most words in a token
     * @param forbidden texts that no token may contain
     */
    public record Superwords(int transition, int maxWords, List<String> forbidden) {
        /** As published: at most four words, and no colon before a space. */
        public static Superwords at(int transition) {
            return new Superwords(transition, 4, List.of(": "));
        }

        /** Checks the numbers. */
        public Superwords {
            if (transition < 0 || maxWords < 1) {
                throw new IllegalArgumentException(
                        "transition and maxWords must be at least 0 and 1, got " + transition + " and " + maxWords);
            }
            forbidden = List.copyOf(forbidden);
        }
    }

    /** Checks the numbers and copies the lists. */
    public TrainerOptions {
        specialTokens = List.copyOf(specialTokens);
        customTokens = List.copyOf(customTokens);
        Set<String> names = new HashSet<>();
        for (String token :
                Stream.concat(specialTokens.stream(), customTokens.stream()).toList()) {
            if (token.isEmpty() || !names.add(token) || Alphabet.spellsByte(token, binary)) {
                throw new IllegalArgumentException(
                        "special and custom tokens must have characters, differ, and not be the"
                                + " one character that a file spells a byte with, got \"" + token + "\"");
            }
        }
        int least = 256
                + specialTokens.size()
                + customTokens.size()
                + appended.tokens().size();
        if (vocabularySize < least) {
            throw new IllegalArgumentException("vocabularySize must be at least " + least
                    + ", the bytes and the special, custom and appended tokens, got " + vocabularySize);
        }
        int lacking = appended.powerOfTwo() ? Appended.lacking(vocabularySize) : 0;
        if (lacking > Appended.MOST_RUNS) {
            throw new IllegalArgumentException("a vocabulary that is filled up must lack at most " + Appended.MOST_RUNS
                    + " tokens of a power of two, but " + vocabularySize + " lacks " + lacking);
        }
        if (minFrequency < 1 || maxTokenLength < 0) {
            throw new IllegalArgumentException("minFrequency and maxTokenLength must be at least 1 and 0, got "
                    + minFrequency + " and " + maxTokenLength);
        }
        if (binary && (nfkc || !appended.equals(Appended.NOTHING))) {
            throw new IllegalArgumentException("bytes are no text, but NFKC or tokens to append are given");
        }
        if (binary && (superwords != null || !preTokenization.patterns().isEmpty())) {
            throw new IllegalArgumentException("bytes are not cut into words, but a pre-tokenizer is given");
        }
    }

    /** Text of {@code vocabularySize} tokens, cut as GPT-2 does, pairs that occur twice. */
    public static TrainerOptions of(int vocabularySize) {
        return new TrainerOptions(
                vocabularySize,
                2,
                0,
                List.of(),
                List.of(),
                PreTokenization.named("gpt2"),
                null,
                TieBreak.IDS,
                false,
                Appended.NOTHING,
                false);
    }

    /** Returns these options with another way of cutting. */
    public TrainerOptions withPreTokenization(PreTokenization cut) {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                maxTokenLength,
                specialTokens,
                customTokens,
                cut,
                superwords,
                ties,
                binary,
                appended,
                nfkc);
    }

    /** Returns these options with another least frequency. */
    public TrainerOptions withMinFrequency(long frequency) {
        return new TrainerOptions(
                vocabularySize,
                frequency,
                maxTokenLength,
                specialTokens,
                customTokens,
                preTokenization,
                superwords,
                ties,
                binary,
                appended,
                nfkc);
    }

    /** Returns these options with a second stage. */
    public TrainerOptions withSuperwords(Superwords stage) {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                maxTokenLength,
                specialTokens,
                customTokens,
                preTokenization,
                stage,
                ties,
                binary,
                appended,
                nfkc);
    }

    /** Returns these options with another rule for ties. */
    public TrainerOptions withTies(TieBreak rule) {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                maxTokenLength,
                specialTokens,
                customTokens,
                preTokenization,
                superwords,
                rule,
                binary,
                appended,
                nfkc);
    }

    /** Returns these options with other special and custom tokens. */
    public TrainerOptions withTokens(List<String> special, List<String> custom) {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                maxTokenLength,
                special,
                custom,
                preTokenization,
                superwords,
                ties,
                binary,
                appended,
                nfkc);
    }

    /** Returns these options with another longest token. */
    public TrainerOptions withMaxTokenLength(int bytes) {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                bytes,
                specialTokens,
                customTokens,
                preTokenization,
                superwords,
                ties,
                binary,
                appended,
                nfkc);
    }

    /** Returns these options with tokens to append. */
    public TrainerOptions withAppended(Appended tokens) {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                maxTokenLength,
                specialTokens,
                customTokens,
                preTokenization,
                superwords,
                ties,
                binary,
                tokens,
                nfkc);
    }

    /** Returns these options for text that is put into Unicode's form NFKC first. */
    public TrainerOptions withNfkc() {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                maxTokenLength,
                specialTokens,
                customTokens,
                preTokenization,
                superwords,
                ties,
                binary,
                appended,
                true);
    }

    /** How many tokens are learnt or given, before others are appended. */
    int learntSize() {
        return vocabularySize - appended.tokens().size();
    }

    /** Returns these options for documents that are bytes. */
    public TrainerOptions forBytes() {
        return new TrainerOptions(
                vocabularySize,
                minFrequency,
                maxTokenLength,
                specialTokens,
                customTokens,
                PreTokenization.NONE,
                null,
                ties,
                true,
                appended,
                nfkc);
    }
}
