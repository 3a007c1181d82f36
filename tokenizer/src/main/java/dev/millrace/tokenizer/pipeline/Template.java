package dev.millrace.tokenizer.pipeline;

/**
 * The ids that a post-processor puts around a document.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Template {
    /** Adds nothing. */
    public static final Template NONE = new Template(new int[0], new int[0]);

    private final int[] prefix;
    private final int[] suffix;

    /** Puts {@code prefix} before a document and {@code suffix} after it. */
    public Template(int[] prefix, int[] suffix) {
        this.prefix = prefix.clone();
        this.suffix = suffix.clone();
    }

    /** Ids before a document. */
    public int[] prefix() {
        return prefix.clone();
    }

    /** Ids after it. */
    public int[] suffix() {
        return suffix.clone();
    }
}
