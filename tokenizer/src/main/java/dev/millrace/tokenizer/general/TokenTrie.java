package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens of a vocabulary as a trie of bytes. Nodes are numbered breadth first, so that the children of a node are
 * neighbours, in the order of their bytes; the root is node 0.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class TokenTrie {
    private static final int NONE = -1;

    /** Children of node {@code n} are {@code [firstChild[n], firstChild[n + 1])}. */
    private int[] firstChild = new int[1024];
    /** The byte that leads to each node. */
    private byte[] labels = new byte[1024];
    /** The token that ends at each node, or -1. */
    private int[] ids = new int[1024];

    private final int[] childOfRoot = new int[256];
    private int nodes = 1;

    /** The tokens that {@code vocabulary} finds by their bytes. */
    TokenTrie(Vocabulary vocabulary) {
        byte[][] tokens = sorted(vocabulary);
        ids[0] = NONE;
        Arrays.fill(childOfRoot, NONE);
        // Per node: the tokens that begin as it does, which are neighbours too.
        int[] from = {0};
        int[] to = {tokens.length};
        for (int depth = 0, first = 0; first < nodes; depth++) {
            int last = nodes;
            List<int[]> next = new ArrayList<>();
            for (int node = first; node < last; node++) {
                grow();
                firstChild[node] = nodes;
                addChildren(tokens, from[node - first], to[node - first], depth, next);
            }
            from = next.stream().mapToInt(range -> range[0]).toArray();
            to = next.stream().mapToInt(range -> range[1]).toArray();
            first = last;
        }
        grow();
        firstChild[nodes] = nodes;
        for (int child = firstChild[0]; child < firstChild[1]; child++) {
            childOfRoot[labels[child] & 0xFF] = child;
        }
        for (int node = 1, token = 0; token < tokens.length; token++) {
            node = end(tokens[token]);
            ids[node] = vocabulary.find(tokens[token], 0, tokens[token].length);
        }
    }

    private static byte[][] sorted(Vocabulary vocabulary) {
        List<byte[]> tokens = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            byte[] token = vocabulary.contains(id) ? vocabulary.token(id) : new byte[0];
            if (token.length > 0 && vocabulary.find(token, 0, token.length) == id) {
                tokens.add(token);
            }
        }
        tokens.sort(Arrays::compareUnsigned);
        return tokens.toArray(new byte[0][]);
    }

    /** Adds the children of a node whose tokens are {@code tokens[from, to)}, and notes the tokens of each. */
    private void addChildren(byte[][] tokens, int from, int to, int depth, List<int[]> next) {
        int start = from;
        while (start < to && tokens[start].length == depth) {
            start++;
        }
        while (start < to) {
            byte label = tokens[start][depth];
            int end = start + 1;
            while (end < to && tokens[end][depth] == label) {
                end++;
            }
            grow();
            labels[nodes] = label;
            ids[nodes] = NONE;
            nodes++;
            next.add(new int[] {start, end});
            start = end;
        }
    }

    private void grow() {
        if (nodes + 1 >= ids.length) {
            firstChild = Arrays.copyOf(firstChild, 2 * ids.length);
            labels = Arrays.copyOf(labels, 2 * ids.length);
            ids = Arrays.copyOf(ids, 2 * ids.length);
        }
    }

    private int end(byte[] token) {
        int node = 0;
        for (byte b : token) {
            node = child(node, b);
        }
        return node;
    }

    /** The child of {@code node} to which {@code label} leads, or -1. */
    int child(int node, byte label) {
        if (node == 0) {
            return childOfRoot[label & 0xFF];
        }
        int from = firstChild[node];
        int to = firstChild[node + 1] - 1;
        while (from <= to) {
            int middle = from + to >>> 1;
            int difference = (labels[middle] & 0xFF) - (label & 0xFF);
            if (difference == 0) {
                return middle;
            }
            if (difference < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return NONE;
    }

    /** The token that ends at {@code node}, or -1. */
    int token(int node) {
        return ids[node];
    }
}
