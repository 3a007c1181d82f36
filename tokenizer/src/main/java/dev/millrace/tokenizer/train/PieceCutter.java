package dev.millrace.tokenizer.train;

import dev.millrace.tokenizer.regex.Regex;
import dev.millrace.tokenizer.split.Splitter;

/**
 * Cuts documents into the pieces that merges stay within.
 *
 * <p><b>Thread safety:</b> immutable.
 */
@FunctionalInterface
public interface PieceCutter {

    /** Leaves a document whole. */
    PieceCutter WHOLE = (document, text, from, to, sink) -> sink.piece(text, from, to);

    /** Takes one piece. */
    @FunctionalInterface
    interface Sink {
        /** Takes {@code text[from, to)}, which is not empty and valid during the call. */
        void piece(byte[] text, int from, int to);
    }

    /** Cuts {@code text[from, to)}, which is not empty. {@code document} is its index, for cutters that draw lots. */
    void cut(long document, byte[] text, int from, int to, Sink sink);

    /** Cuts as {@code splitter} does. */
    static PieceCutter of(Splitter splitter) {
        return (document, text, from, to, sink) -> {
            for (int at = from; at < to; ) {
                int end = splitter.next(text, at, to);
                sink.piece(text, at, end);
                at = end;
            }
        };
    }

    /** Each match of {@code regex} is a piece, and so is what lies between two matches. */
    static PieceCutter isolating(Regex regex) {
        return (document, text, from, to, sink) -> {
            int at = from;
            for (int search = from; search < to; ) {
                long match = regex.find(text, from, to, search);
                int start = (int) (match >>> 32);
                int end = (int) match;
                if (match < 0) {
                    break;
                }
                if (end == start) { // An empty match cuts nothing off.
                    search = end + 1;
                    continue;
                }
                if (start > at) {
                    sink.piece(text, at, start);
                }
                sink.piece(text, start, end);
                at = end;
                search = end;
            }
            if (at < to) {
                sink.piece(text, at, to);
            }
        };
    }

    /** Each line without its line feeds is a text of its own, which {@code this} cuts. */
    default PieceCutter withinLines() {
        return (document, text, from, to, sink) -> {
            for (int at = from; at < to; ) {
                int end = at;
                while (end < to && text[end] != '\n') {
                    end++;
                }
                if (end > at) {
                    cut(document, text, at, end, sink);
                }
                at = end + 1;
            }
        };
    }

    /** {@code next} cuts the pieces of this one. */
    default PieceCutter then(PieceCutter next) {
        return (document, text, from, to, sink) ->
                cut(document, text, from, to, (piece, start, end) -> next.cut(document, piece, start, end, sink));
    }
}
