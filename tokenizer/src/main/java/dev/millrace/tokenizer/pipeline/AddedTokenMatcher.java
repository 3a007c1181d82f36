package dev.millrace.tokenizer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds added tokens in text: of those that start leftmost, the longest.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class AddedTokenMatcher {
    private final AddedToken[] tokens;
    private final byte[][] contents;
    private final boolean[] firstBytes = new boolean[256];
    /** A trie: {@code children.get(node << 8 | byte)} is the next node, 0 if there is none. The root is node 0. */
    private final IntMap children = new IntMap();
    /** Per node, index of the token that ends there, or -1. */
    private int[] ends = {-1};

    private int nodes = 1;

    /** A matcher of {@code tokens}; of tokens with the same text the first counts. */
    public AddedTokenMatcher(List<AddedToken> tokens) {
        List<AddedToken> kept = new ArrayList<>(tokens);
        kept.removeIf(token -> token.content().isEmpty());
        this.tokens = kept.toArray(new AddedToken[0]);
        contents = new byte[this.tokens.length][];
        for (int t = 0; t < contents.length; t++) {
            contents[t] = this.tokens[t].content().getBytes(UTF_8);
            insert(t);
        }
    }

    /** Whether a token has white space in it. */
    boolean hasSpaces() {
        for (AddedToken token : tokens) {
            if (token.content().chars().anyMatch(c -> c <= ' ')) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is nothing to find. */
    public boolean isEmpty() {
        return tokens.length == 0;
    }

    /**
     * Returns the leftmost match in {@code text[from, to)} as its start in the upper half and the index of the token in
     * the lower one, or -1 if there is none.
     */
    public long find(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (firstBytes[text[i] & 0xff]) {
                int token = longestAt(text, i, to);
                if (token >= 0) {
                    return (long) i << 32 | token;
                }
            }
        }
        return -1;
    }

    /** The token of an index that {@link #find} returned. */
    public AddedToken token(int index) {
        return tokens[index];
    }

    /** Bytes of the text of a token. */
    public int length(int index) {
        return contents[index].length;
    }

    private int longestAt(byte[] text, int i, int to) {
        int longest = -1;
        for (int node = 0; i < to; i++) {
            node = children.get(node << 8 | text[i] & 0xff);
            if (node == 0) {
                break;
            }
            longest = ends[node] >= 0 ? ends[node] : longest;
        }
        return longest;
    }

    private void insert(int token) {
        firstBytes[contents[token][0] & 0xff] = true;
        int node = 0;
        for (byte b : contents[token]) {
            int edge = node << 8 | b & 0xff;
            int child = children.get(edge);
            if (child == 0) {
                child = nodes++;
                children.put(edge, child);
                if (nodes > ends.length) {
                    int old = ends.length;
                    ends = Arrays.copyOf(ends, 2 * old);
                    Arrays.fill(ends, old, ends.length, -1);
                }
            }
            node = child;
        }
        if (ends[node] < 0) {
            ends[node] = token;
        }
    }
}
