package dev.millrace.tokenizer.clinical;

import java.util.List;

/**
 * What was decided about a sentence and its words.
 *
 * @param baseTokens number of tokens that the base makes of it
 * @param poolTokens number of tokens that the winners make of it
 * @param pooled whether it has the winners' tokens; else it has the base's
 * @param words its words in order
 */
public record SentenceDecision(long baseTokens, long poolTokens, boolean pooled, List<WordDecision> words) {

    /**
     * A word and the segmentations that it might have.
     *
     * @param word its text, a space before it included where the base takes it for part of the word
     * @param offset where it starts: bytes into the document for a byte-level base without normalizer, else into the
     *     normalized text between two added tokens
     * @param winner the base's name or that of a type
     * @param isProtected whether it is part of a placeholder, and so stays as the base encodes it
     * @param candidates the base's segmentation, unless that is unknown, and those of the types that have one
     */
    public record WordDecision(
            String word, int offset, String winner, boolean isProtected, List<Candidate> candidates) {}

    /**
     * A segmentation.
     *
     * @param tokenizer the base's name or that of a type
     * @param pieces the tokens as the vocabulary writes them
     * @param score how surprising it is, in bits; less is better
     */
    public record Candidate(String tokenizer, List<String> pieces, double score) {}
}
