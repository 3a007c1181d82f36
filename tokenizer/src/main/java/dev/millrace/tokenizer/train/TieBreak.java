package dev.millrace.tokenizer.train;

/** Which of several pairs with the same count is merged first. */
public enum TieBreak {
    /** The one whose left token has the smaller id, then the right one's. The Hugging Face trainer does so. */
    IDS,
    /** The one whose left token comes first by its characters in GPT-2's alphabet, then the right one's. */
    ALPHABET
}
