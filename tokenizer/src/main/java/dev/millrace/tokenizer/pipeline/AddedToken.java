package dev.millrace.tokenizer.pipeline;

/**
 * A token that is found in the text before the pre-tokenizer sees it.
 *
 * @param content its text
 * @param id its id
 * @param special whether it is a special token, which documents may be forbidden to contain
 * @param normalized whether it is sought in the normalized text
 * @param leftStrip whether it takes the white space on its left
 * @param rightStrip whether it takes the white space on its right
 * @param singleWord whether it counts only where no word character touches it
 */
public record AddedToken(
        String content,
        int id,
        boolean special,
        boolean normalized,
        boolean leftStrip,
        boolean rightStrip,
        boolean singleWord) {

    /** A special token that takes nothing but its text. */
    public static AddedToken special(String content, int id) {
        return new AddedToken(content, id, true, false, false, false, false);
    }
}
