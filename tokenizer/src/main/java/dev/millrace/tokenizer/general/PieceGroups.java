package dev.millrace.tokenizer.general;

/**
 * Encodes pieces in groups, such as sentences: the ids of a piece may depend on its group. {@link #add} pieces until a
 * group is complete, then take its ids with {@link #next} until there are none, and go on.
 *
 * <p><b>Thread safety:</b> none; a worker of one encoder.
 */
public interface PieceGroups {

    /** Begins a text, whatever became of the one before. */
    void begin();

    /**
     * Adds the piece {@code text[from, to)}, which need not stay as it is after the call. The text that follows it is
     * {@code text[to, end)}.
     *
     * @return whether the group is complete
     */
    boolean add(byte[] text, int from, int to, int end);

    /** Ends the text: its last group is complete. Returns whether there is such a group. */
    boolean close();

    /** Writes the next ids of a complete group to {@code dst[from, to)} and returns their number; 0 if there are none. */
    int next(int[] dst, int from, int to);
}
