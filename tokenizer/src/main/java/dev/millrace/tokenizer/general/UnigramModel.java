package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.EncodingException;
import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Unigram: the tokens whose scores sum up to the most; of equal sums the one found first, going from left to right and
 * from short tokens to long ones. A character that is no token counts as unknown, ten less than the lowest score;
 * adjacent unknown ones are one.
 *
 * @see <a href="https://arxiv.org/abs/1804.10959">Kudo, Subword Regularization</a>
 */
public final class UnigramModel implements PieceModel {
    private static final double UNKNOWN_PENALTY = 10;

    private final Vocabulary vocabulary;
    private final double[] scores;
    private final int unknown;
    private final double unknownScore;
    private final boolean byteFallback;
    private final TokenTrie trie;
    /** Ids of the tokens {@code <0x00>} to {@code <0xFF>}, -1 where there is none. */
    private final int[] byteIds = new int[256];

    /**
     * A model.
     *
     * @param vocabulary the tokens
     * @param scores the score of each id
     * @param unknown id of what is no token, or -1 if that is an error
     * @param byteFallback whether what is no token becomes the tokens of its bytes, if all are there
     */
    public UnigramModel(Vocabulary vocabulary, double[] scores, int unknown, boolean byteFallback) {
        this.vocabulary = vocabulary;
        this.scores = scores.clone();
        this.unknown = unknown;
        this.byteFallback = byteFallback;
        unknownScore = Arrays.stream(scores).min().orElse(0) - UNKNOWN_PENALTY;
        trie = new TokenTrie(vocabulary);
        for (int b = 0; b < 256; b++) {
            byte[] name = String.format("<0x%02X>", b).getBytes(UTF_8);
            byteIds[b] = vocabulary.find(name, 0, name.length);
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public Worker newWorker() {
        return new PathWorker(new PieceCache());
    }

    @Override
    public Places newPlaces() {
        PathWorker worker = new PathWorker(null);
        return (text, from, to, ids, n, starts, ends) -> {
            worker.encode(text, from, to);
            System.arraycopy(worker.starts, 0, starts, 0, n);
            System.arraycopy(worker.ends, 0, ends, 0, n);
        };
    }

    private final class PathWorker implements Worker {
        private final @Nullable PieceCache cache;
        /** Per place in the piece: the best sum up to there, where its last token starts, and that token. */
        private double[] best = {};

        private int[] lastStart = {};
        private int[] lastToken = {};

        private int[] ids = new int[64];
        /** The bytes of the text that each id stands for. */
        private int[] starts = new int[64];

        private int[] ends = new int[64];
        private int size;

        PathWorker(@Nullable PieceCache cache) {
            this.cache = cache;
        }

        @Override
        public int[] ids() {
            return ids;
        }

        @Override
        public int encode(byte[] text, int from, int to) {
            int cached = cache == null ? -1 : cache.get(text, from, to, ids);
            if (cached >= 0) {
                return cached;
            }
            findPath(text, from, to);
            size = 0;
            write(text, from, markPath(to - from));
            if (cache != null) {
                cache.put(text, from, to, ids, size);
            }
            return size;
        }

        private void findPath(byte[] text, int from, int to) {
            int length = to - from;
            if (best.length <= length) {
                int room = (int) Math.min(Integer.MAX_VALUE - 8, length + (length >> 1) + 64L);
                best = new double[room];
                lastStart = new int[room];
                lastToken = new int[room];
            }
            Arrays.fill(lastStart, 0, length + 1, -1);
            best[0] = 0;
            for (int at = 0, next; at < length; at = next) {
                next = at + CodePoints.length(CodePoints.at(text, from + at, to));
                boolean isToken = false;
                int node = 0;
                for (int end = at; end < length; ) {
                    node = trie.child(node, text[from + end]);
                    if (node < 0) {
                        break;
                    }
                    end++;
                    int token = trie.token(node);
                    if (token >= 0) {
                        reach(end, best[at] + scores[token], at, token);
                        isToken |= end == next;
                    }
                }
                if (!isToken && reach(next, best[at] + unknownScore, at, unknown) && unknown < 0) {
                    throw noUnknown(text, from + at, from + next);
                }
            }
        }

        private boolean reach(int end, double score, int start, int token) {
            if (lastStart[end] >= 0 && score <= best[end]) {
                return false;
            }
            best[end] = score;
            lastStart[end] = start;
            lastToken[end] = token;
            return true;
        }

        /** Turns the path around: {@code lastStart} of a start becomes its end. Returns {@code length}. */
        private int markPath(int length) {
            int end = length;
            int after = length;
            int tokenAfter = -1;
            while (end > 0) {
                int start = lastStart[end];
                int token = lastToken[end];
                lastStart[end] = after;
                lastToken[end] = tokenAfter;
                after = end;
                tokenAfter = token;
                end = start;
            }
            lastStart[0] = after;
            lastToken[0] = tokenAfter;
            return length;
        }

        private void write(byte[] text, int from, int length) {
            for (int at = 0, end; at < length; at = end) {
                end = lastStart[at];
                int token = lastToken[at];
                if (token != unknown) {
                    add(token, from + at, from + end);
                    continue;
                }
                while (end < length && lastToken[end] == unknown) {
                    end = lastStart[end];
                }
                addUnknown(text, from + at, from + end);
            }
        }

        private void addUnknown(byte[] text, int from, int to) {
            int token = vocabulary.find(text, from, to);
            if (token >= 0) {
                add(token, from, to);
            } else if (!(byteFallback && addBytes(text, from, to))) {
                add(unknown, from, to);
            }
        }

        private boolean addBytes(byte[] text, int from, int to) {
            for (int i = from; i < to; i++) {
                if (byteIds[text[i] & 0xFF] < 0) {
                    return false;
                }
            }
            for (int i = from; i < to; i++) {
                add(byteIds[text[i] & 0xFF], i, i + 1);
            }
            return true;
        }

        private void add(int id, int start, int end) {
            if (size == ids.length) {
                int room = (int) Math.min(Integer.MAX_VALUE - 8, 2L * size);
                ids = Arrays.copyOf(ids, room);
                starts = Arrays.copyOf(starts, room);
                ends = Arrays.copyOf(ends, room);
            }
            ids[size] = id;
            starts[size] = start;
            ends[size++] = end;
        }

        private EncodingException noUnknown(byte[] text, int from, int to) {
            return new EncodingException("every character must be in a vocabulary without an unknown token, but "
                    + new String(text, from, to - from, UTF_8) + " is not");
        }
    }
}
