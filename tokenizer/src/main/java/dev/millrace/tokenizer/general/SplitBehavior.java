package dev.millrace.tokenizer.general;

/** What becomes of a match when text is split. */
public enum SplitBehavior {
    /** It is dropped. */
    REMOVED,
    /** It is a piece. */
    ISOLATED,
    /** It ends the piece before it. */
    MERGED_WITH_PREVIOUS,
    /** It begins the piece after it. */
    MERGED_WITH_NEXT,
    /** Adjacent matches are one piece. */
    CONTIGUOUS
}
