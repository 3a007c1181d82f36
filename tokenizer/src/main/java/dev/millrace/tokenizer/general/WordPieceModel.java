package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * WordPiece: the longest token that begins a word, then the longest that continues it, and so on; a word for which that
 * fails is unknown as a whole.
 *
 * @see <a href="https://arxiv.org/abs/1810.04805">BERT</a>
 */
public final class WordPieceModel implements PieceModel {
    private final Vocabulary vocabulary;
    /** The tokens that continue a word, without their prefix. */
    private final Vocabulary continuing;

    private final byte[] prefix;
    private final int continuingPrefix;
    private final int unknown;
    private final int mostCharacters;
    private final int longest;

    /**
     * A model.
     *
     * @param vocabulary the tokens
     * @param continuingPrefix how the tokens that continue a word begin
     * @param unknown id of a word that cannot be made of tokens
     * @param mostCharacters a word of more characters is unknown
     */
    public WordPieceModel(Vocabulary vocabulary, byte[] continuingPrefix, int unknown, int mostCharacters) {
        this.vocabulary = vocabulary;
        prefix = continuingPrefix.clone();
        this.continuingPrefix = continuingPrefix.length;
        this.unknown = unknown;
        this.mostCharacters = mostCharacters;
        byte[] @Nullable [] rest = new byte[vocabulary.size()][];
        int longestToken = 0;
        for (int id = 0; id < rest.length; id++) {
            if (vocabulary.contains(id)) {
                byte[] token = vocabulary.token(id);
                longestToken = Math.max(longestToken, token.length);
                if (token.length >= continuingPrefix.length
                        && Arrays.equals(
                                token, 0, continuingPrefix.length, continuingPrefix, 0, continuingPrefix.length)) {
                    rest[id] = Arrays.copyOfRange(token, continuingPrefix.length, token.length);
                }
            }
        }
        longest = longestToken;
        continuing = new Vocabulary(rest, new BitSet());
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** How the tokens that continue a word begin. */
    public byte[] continuingPrefix() {
        return prefix.clone();
    }

    /** The id of a word that cannot be made of tokens. */
    public int unknown() {
        return unknown;
    }

    @Override
    public Worker newWorker() {
        return new WordWorker();
    }

    /** An id stands for as many bytes as its token has without its prefix, but an unknown word is one id. */
    @Override
    public Places newPlaces() {
        return (text, from, to, ids, n, starts, ends) -> {
            int at = from;
            for (int i = 0; i < n; i++) {
                starts[i] = at;
                at += vocabulary.length(ids[i]) - (i == 0 ? 0 : continuingPrefix);
                ends[i] = at;
            }
            if (n == 1) {
                ends[0] = to;
            }
        };
    }

    private final class WordWorker implements Worker {
        private final PieceCache cache = new PieceCache();
        private int[] ids = new int[128];

        @Override
        public int encode(byte[] text, int from, int to) {
            int cached = cache.get(text, from, to, ids);
            if (cached >= 0) {
                return cached;
            }
            int n = match(text, from, to);
            cache.put(text, from, to, ids, n);
            return n;
        }

        private int match(byte[] text, int from, int to) {
            if (isTooLong(text, from, to)) {
                ids[0] = unknown;
                return 1;
            }
            int n = 0;
            for (int start = from; start < to; ) {
                Vocabulary tokens = start == from ? vocabulary : continuing;
                int end = to - start <= longest ? to : backToBoundary(text, start, start + longest);
                int id = -1;
                while (end > start && (id = tokens.find(text, start, end)) < 0) {
                    end -= CodePoints.length(CodePoints.before(text, start, end));
                }
                if (id < 0) {
                    ids[0] = unknown;
                    return 1;
                }
                if (n == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * n);
                }
                ids[n++] = id;
                start = end;
            }
            return n;
        }

        @Override
        public int[] ids() {
            return ids;
        }

        private boolean isTooLong(byte[] text, int from, int to) {
            if (to - from <= mostCharacters) {
                return false;
            }
            int characters = 0;
            for (int i = from; i < to && characters <= mostCharacters; characters++) {
                i += CodePoints.length(CodePoints.at(text, i, to));
            }
            return characters > mostCharacters;
        }

        private int backToBoundary(byte[] text, int start, int end) {
            while (end > start && (text[end] & 0xC0) == 0x80) {
                end--;
            }
            return end;
        }
    }
}
