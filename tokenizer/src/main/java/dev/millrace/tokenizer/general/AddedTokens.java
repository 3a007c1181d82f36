package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts text at added tokens: of those that start leftmost the longest, of equal ones the first. A token may take the
 * white space beside it, and may count only where no word character touches it; what it does not count for is passed
 * over with it.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class AddedTokens {
    private final AddedToken[] tokens;
    private final boolean[] firstBytes = new boolean[256];
    /** A trie: node and byte to the next node, 0 if there is none; the root is node 0. */
    private final PairTable children;
    /** Per node, index of the token that ends there, or -1. */
    private final int[] ends;

    private int nodes = 1;

    /** Seeks {@code contents.get(i)} for {@code tokens.get(i)}. */
    AddedTokens(List<AddedToken> tokens, List<byte[]> contents) {
        this.tokens = tokens.toArray(new AddedToken[0]);
        int bytes = contents.stream().mapToInt(content -> content.length).sum();
        children = new PairTable(bytes);
        ends = new int[bytes + 1];
        Arrays.fill(ends, -1);
        for (int t = 0; t < this.tokens.length; t++) {
            if (contents.get(t).length > 0) {
                insert(contents.get(t), t);
            }
        }
    }

    AddedToken token(int index) {
        return tokens[index];
    }

    boolean isEmpty() {
        return nodes == 1;
    }

    private void insert(byte[] content, int token) {
        firstBytes[content[0] & 0xff] = true;
        int node = 0;
        for (byte b : content) {
            long child = children.get(node, b & 0xff);
            if (child < 0) {
                children.put(node, b & 0xff, 0, nodes);
                child = nodes++;
            }
            node = (int) child;
        }
        if (ends[node] < 0) {
            ends[node] = token;
        }
    }

    /** The cuts of one text, one after the other. */
    final class Cutter {
        private byte[] text = {};
        private int from;
        private int to;
        private int searchAt;
        /** End of what has been returned. */
        private int done;
        /** The token found last, if it waits behind the text before it; else -1. */
        private int waiting = -1;

        private int waitingEnd;

        /** Where the present cut starts and ends. */
        int start;

        int end;
        /** Index of the token that the present cut is, or -1 if it is text. */
        int token;

        void start(byte[] source, int begin, int limit) {
            text = source;
            from = begin;
            to = limit;
            searchAt = begin;
            done = begin;
            waiting = -1;
        }

        /** Moves to the next cut; false if there is none. Text is never empty. */
        boolean next() {
            if (waiting < 0 && !find()) {
                start = done;
                end = to;
                token = -1;
                searchAt = to;
                done = to;
                return start < end;
            }
            if (done < start) {
                int tokenStart = start;
                start = done;
                end = tokenStart;
                done = tokenStart;
                token = -1;
                return true;
            }
            token = waiting;
            start = done;
            end = waitingEnd;
            done = waitingEnd;
            waiting = -1;
            return true;
        }

        /** Finds the next token that counts: {@link #start}, {@link #waiting} and {@link #waitingEnd}. */
        private boolean find() {
            if (isEmpty()) {
                return false;
            }
            for (int i = searchAt; i < to; i++) {
                if (!firstBytes[text[i] & 0xff]) {
                    continue;
                }
                int index = longestAt(i);
                if (index >= 0) {
                    searchAt = matchEnd;
                    if (counts(tokens[index], i, matchEnd)) {
                        take(index, i);
                        if (start < waitingEnd) {
                            return true;
                        }
                        waiting = -1; // all of it was taken as white space beside the token before
                    }
                    i = matchEnd - 1;
                }
            }
            searchAt = to;
            return false;
        }

        private int matchEnd;

        private int longestAt(int at) {
            int longest = -1;
            int node = 0;
            for (int i = at; i < to; i++) {
                node = (int) children.get(node, text[i] & 0xff);
                if (node < 0) {
                    break;
                }
                if (ends[node] >= 0) {
                    longest = ends[node];
                    matchEnd = i + 1;
                }
            }
            return longest;
        }

        private boolean counts(AddedToken found, int at, int until) {
            return !found.singleWord()
                    || (at == from || !RegexClasses.isRustWord(CodePoints.before(text, from, at)))
                            && (until == to || !RegexClasses.isRustWord(CodePoints.at(text, until, to)));
        }

        private void take(int index, int at) {
            start = at;
            waiting = index;
            waitingEnd = matchEnd;
            if (tokens[index].leftStrip()) {
                while (start > done && isSpace(CodePoints.before(text, from, start))) {
                    start -= CodePoints.length(CodePoints.before(text, from, start));
                }
                start = Math.max(start, done);
            }
            if (tokens[index].rightStrip()) {
                while (waitingEnd < to && isSpace(CodePoints.at(text, waitingEnd, to))) {
                    waitingEnd += CodePoints.length(CodePoints.at(text, waitingEnd, to));
                }
            }
        }

        private boolean isSpace(int c) {
            return RegexClasses.isWhiteSpace(c);
        }
    }
}
