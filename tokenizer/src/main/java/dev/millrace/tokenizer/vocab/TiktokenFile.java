package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Reads a rank file of tiktoken: one token a line, as Base64, a space and the rank, which is the id. */
final class TiktokenFile {
    private static final int GREATEST_RANK = 1 << 24;

    private TiktokenFile() {}

    /**
     * Reads all of {@code in}; {@code source} names it in messages.
     *
     * @throws TokenizerLoadException if a line is broken
     */
    static Vocabulary read(InputStream in, String source) throws IOException {
        byte[] file = in.readAllBytes();
        byte[] @Nullable [] tokens = new byte[1 << 16][];
        int[] lines = new int[tokens.length];
        int size = 0;
        int line = 1;
        for (int at = 0; at < file.length; line++) {
            int end = at;
            while (end < file.length && file[end] != '\n') {
                end++;
            }
            if (end > at && file[at] != '\r') {
                int space = at;
                while (space < end && file[space] != ' ') {
                    space++;
                }
                int rank = rank(file, space + 1, end, source, line);
                if (rank >= tokens.length) {
                    tokens = Arrays.copyOf(tokens, Math.max(rank + 1, 2 * tokens.length));
                    lines = Arrays.copyOf(lines, tokens.length);
                }
                if (tokens[rank] != null) {
                    throw new TokenizerLoadException("each line of a rank file must have a rank of its own, but lines "
                            + lines[rank] + " and " + line + " of " + source + " both have " + rank);
                }
                lines[rank] = line;
                tokens[rank] = token(file, at, space, source, line);
                size = Math.max(size, rank + 1);
            }
            at = end + 1;
        }
        Vocabulary vocabulary = new Vocabulary(Arrays.copyOf(tokens, size), new BitSet());
        for (int rank = 0; rank < size; rank++) {
            byte[] token = tokens[rank];
            int first = token == null ? rank : vocabulary.find(token, 0, token.length);
            if (first != rank) {
                throw new TokenizerLoadException("each line of a rank file must have a token of its own, but lines "
                        + lines[first] + " and " + lines[rank] + " of " + source + " both have "
                        + Base64.getEncoder().encodeToString(token));
            }
        }
        return vocabulary;
    }

    private static byte[] token(byte[] file, int from, int to, String source, int line) {
        String sentence = "each line of a rank file must start with a token in Base64, but line " + line + " of "
                + source + " does not";
        if (from == to) {
            throw new TokenizerLoadException(sentence);
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOfRange(file, from, to));
        } catch (IllegalArgumentException e) {
            throw new TokenizerLoadException(sentence, e);
        }
    }

    private static int rank(byte[] file, int from, int to, String source, int line) {
        int rank = 0;
        int i = from;
        while (i < to && file[i] >= '0' && file[i] <= '9' && rank < GREATEST_RANK) {
            rank = 10 * rank + file[i++] - '0';
        }
        boolean ended = i == to || i + 1 == to && file[i] == '\r';
        if (i == from || !ended || rank >= GREATEST_RANK) {
            throw new TokenizerLoadException("each line of a rank file must end with a rank from 0 to "
                    + (GREATEST_RANK - 1) + ", but line " + line + " of " + source + " does not");
        }
        return rank;
    }
}
