package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.pipeline.Utf8;
import dev.millrace.tokenizer.vocab.Fingerprint;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A base, the vocabularies of the types, and one space of ids for all: those of the base, then the new tokens in the
 * order in which they were first learnt.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class WordPool {
    /** Changes whenever other rules (of sentences, words, protected text) would give other ids. */
    private static final String RULES = "1";

    private final PoolBase base;
    private final List<TermType> types;
    private final PoolOptions options;
    private final List<NewToken> newTokens;
    private final Vocabulary vocabulary;
    private final long[] baseSurprise;
    private final TypeTokens[] typeTokens;

    /** Per local id of a type: the ids in the pool, -1 where it has none, and the surprise of each. */
    record TypeTokens(int[] starting, int[] continuing, long[] startingSurprise, long[] continuingSurprise) {}

    /**
     * A pool.
     *
     * @throws IllegalArgumentException if a token of a type is neither in the base nor among {@code newTokens}
     */
    WordPool(PoolBase base, List<TermType> types, PoolOptions options, List<NewToken> newTokens) {
        this.base = base;
        this.types = List.copyOf(types);
        this.options = options;
        this.newTokens = List.copyOf(newTokens);
        vocabulary = extended();
        baseSurprise = baseSurprise();
        Map<Key, Integer> ids = new HashMap<>();
        for (int i = 0; i < newTokens.size(); i++) {
            NewToken token = newTokens.get(i);
            ids.putIfAbsent(new Key(token.type(), ByteBuffer.wrap(token.written())), firstNewId() + i);
        }
        typeTokens = this.types.stream().map(type -> tokens(type, ids)).toArray(TypeTokens[]::new);
    }

    /** A new token by what it is and whose. */
    private record Key(@Nullable String type, ByteBuffer written) {}

    private Vocabulary extended() {
        Vocabulary old = base.vocabulary();
        byte[] @Nullable [] tokens = new byte[firstNewId() + newTokens.size()][];
        for (int id = 0; id < old.size(); id++) {
            tokens[id] = old.contains(id) ? old.token(id) : null;
        }
        for (int i = 0; i < newTokens.size(); i++) {
            tokens[firstNewId() + i] = newTokens.get(i).written();
        }
        return new Vocabulary(tokens, new BitSet());
    }

    /** Every token counts as seen once more than it was, so that none is impossible. */
    private long[] baseSurprise() {
        long[] counts = new long[base.tokenizer().vocabularySize()];
        Arrays.fill(counts, 1);
        long total = counts.length;
        for (TermType type : types) {
            BaseCounts seen = type.baseCounts();
            for (int i = 0; i < seen.size(); i++) {
                counts[seen.id(i)] += seen.count(i);
                total += seen.count(i);
            }
        }
        long[] surprise = new long[counts.length];
        for (int id = 0; id < counts.length; id++) {
            surprise[id] = options.surprise().of(counts[id], total);
        }
        return surprise;
    }

    private TypeTokens tokens(TermType type, Map<Key, Integer> ids) {
        int size = TermType.BYTES + type.tokens().size();
        TypeTokens tokens = new TypeTokens(filled(size), filled(size), new long[size], new long[size]);
        long total = type.total();
        for (int i = 0; i < type.tokens().size(); i++) {
            int local = TermType.BYTES + i;
            byte[] letters = type.tokens().get(i);
            if (!isUsable(letters)) {
                continue;
            }
            if (type.starting(i) > 0) {
                tokens.starting[local] = id(type, letters, false, ids);
                tokens.startingSurprise[local] = options.surprise().of(type.starting(i), total);
            }
            if (type.continuing(i) > 0) {
                tokens.continuing[local] = id(type, letters, true, ids);
                tokens.continuingSurprise[local] = options.surprise().of(type.continuing(i), total);
            } else if (!base.isPositional()) {
                tokens.continuing[local] = tokens.starting[local];
                tokens.continuingSurprise[local] = tokens.startingSurprise[local];
            }
        }
        return tokens;
    }

    private static int[] filled(int size) {
        int[] ids = new int[size];
        Arrays.fill(ids, -1);
        return ids;
    }

    private int id(TermType type, byte[] letters, boolean continuing, Map<Key, Integer> ids) {
        byte[] written = base.written(letters, continuing);
        int known = base.vocabulary().find(written, 0, written.length);
        if (known >= 0) {
            return known;
        }
        Integer id = ids.get(new Key(options.idsPerType() ? type.name() : null, ByteBuffer.wrap(written)));
        if (id == null) {
            throw new IllegalArgumentException("the tokens of a type must be in the base or new, but one of "
                    + type.name() + " of " + written.length + " bytes is neither");
        }
        return id;
    }

    /** Whole characters, at least two of them, the space before a word left out. */
    static boolean isUsable(byte[] letters) {
        if (Utf8.firstMalformed(letters, 0, letters.length) >= 0) {
            return false;
        }
        int characters = 0;
        for (int i = letters[0] == ' ' ? 1 : 0; i < letters.length; i++) {
            characters += (letters[i] & 0xC0) == 0x80 ? 0 : 1;
        }
        return characters >= 2;
    }

    PoolBase base() {
        return base;
    }

    List<TermType> types() {
        return types;
    }

    PoolOptions options() {
        return options;
    }

    List<NewToken> newTokens() {
        return newTokens;
    }

    /** Of the base's model and the new tokens. */
    Vocabulary vocabulary() {
        return vocabulary;
    }

    /** The id of the first new token; the others follow. */
    int firstNewId() {
        return base.tokenizer().vocabularySize();
    }

    long baseSurprise(int id) {
        return baseSurprise[id];
    }

    TypeTokens typeTokens(int type) {
        return typeTokens[type];
    }

    /** Over everything that can change ids. */
    String fingerprint() {
        Fingerprint fingerprint = new Fingerprint()
                .add("model", "pool")
                .add("rules", RULES)
                .add("base", base.tokenizer().fingerprint())
                .add("first", firstNewId())
                .add("surprise", options.surprise().name())
                .add("tolerance", options.toleranceMillionths())
                .add("idsPerType", options.idsPerType());
        for (NewToken token : newTokens) {
            fingerprint.add("new", token.written()).add("of", String.valueOf(token.type()));
        }
        for (TermType type : types) {
            fingerprint.add("type", options.idsPerType() ? type.name() : "");
            for (int i = 0; i < type.tokens().size(); i++) {
                fingerprint
                        .add("token", type.tokens().get(i))
                        .add("counts", type.starting(i) + " " + type.continuing(i));
            }
            for (int i = 0; i < type.baseCounts().size(); i++) {
                fingerprint.add(
                        "count",
                        type.baseCounts().id(i) + " " + type.baseCounts().count(i));
            }
        }
        return fingerprint.finish();
    }
}
