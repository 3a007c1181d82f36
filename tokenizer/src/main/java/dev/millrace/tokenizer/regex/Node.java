package dev.millrace.tokenizer.regex;

import java.util.List;

/** The syntax tree of a regular expression. */
sealed interface Node {

    /** One after the other; none matches the empty text. */
    record Sequence(List<Node> parts) implements Node {}

    /** The first that leads to a match. */
    record Choice(List<Node> options) implements Node {}

    /** One character. */
    record One(CharSet set) implements Node {}

    /** From {@code min} to {@code max} times; {@code max} is {@link Integer#MAX_VALUE} for any number. */
    record Repeat(Node body, int min, int max, Mode mode) implements Node {}

    /** Whether {@code body} matches here or, if {@code behind}, ends here. */
    record Look(Node body, boolean behind, boolean negative) implements Node {}

    /** Its first match or none. */
    record Atomic(Node body) implements Node {}

    /** A place between characters. */
    record Anchor(Kind kind) implements Node {}

    /** How a repetition goes on. */
    enum Mode {
        GREEDY,
        LAZY,
        POSSESSIVE
    }

    /** Which place. */
    enum Kind {
        TEXT_START,
        TEXT_END,
        TEXT_END_OR_LAST_LINE,
        LINE_START,
        LINE_END,
        WORD_BOUNDARY,
        NO_WORD_BOUNDARY
    }
}
