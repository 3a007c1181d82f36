package dev.millrace.tokenizer.inspect;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.inspect.Finding.Kind;
import dev.millrace.tokenizer.pipeline.Utf8;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks at every token of a vocabulary. Special tokens are left out: they are signs, not text.
 *
 * <p>A token is reachable exactly if the model makes it of its own bytes. When two neighbours merge into a token, nothing
 * has crossed its ends before, so what happened between them is what happens when its bytes are encoded alone.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class VocabularyInspection {
    private final Tokenizer tokenizer;
    private final TokenSet tokens;
    private final BitSet used = new BitSet();
    private final int[] buffer = new int[1024];
    private long documents;

    /**
     * An inspection of {@code tokenizer}.
     *
     * @throws IllegalArgumentException if the bytes of its tokens depend on their neighbours
     */
    public VocabularyInspection(Tokenizer tokenizer) {
        TokenSet known = tokenizer.tokens();
        if (known == null) {
            throw new IllegalArgumentException("an inspection needs a tokenizer whose tokens are bytes, but those of "
                    + tokenizer.name() + " depend on their neighbours");
        }
        this.tokenizer = tokenizer;
        tokens = known;
    }

    /** Takes note of the ids of the document that {@code encoder} has begun. */
    public void use(Encoder encoder) {
        documents++;
        for (int n; (n = encoder.next(buffer, 0, buffer.length)) > 0; ) {
            for (int i = 0; i < n; i++) {
                used.set(buffer[i]);
            }
        }
    }

    /** Number of tokens, special ones included. */
    public int size() {
        int size = 0;
        for (int id = 0; id < tokens.size(); id++) {
            size += tokens.contains(id) ? 1 : 0;
        }
        return size;
    }

    /** Number of special tokens. */
    public int specialTokens() {
        int special = 0;
        for (int id = 0; id < tokens.size(); id++) {
            special += tokens.isSpecial(id) ? 1 : 0;
        }
        return special;
    }

    /** Everything noticed, by id; unused tokens only if documents have been looked at. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        TokenSet.Speller speller = tokens.newSpeller();
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        Set<ByteBuffer> seen = new HashSet<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (!tokens.contains(id) || tokens.isSpecial(id)) {
                continue;
            }
            byte[] bytes = tokens.bytes(id);
            boolean partial = !tokenizer.takesBytes() && Utf8.firstMalformed(bytes, 0, bytes.length) >= 0;
            boolean alone = !partial && gives(encoder, bytes, id);
            if (!alone && !made(speller, bytes, id)) {
                findings.add(new Finding(Kind.UNREACHABLE, id, bytes));
            } else if (!alone && !partial) {
                findings.add(new Finding(Kind.CUT, id, bytes));
            }
            if (!seen.add(ByteBuffer.wrap(bytes))) {
                findings.add(new Finding(Kind.DUPLICATE, id, bytes));
            }
            if (partial) {
                findings.add(new Finding(Kind.PARTIAL_UTF8, id, bytes));
            }
            if (documents > 0 && !used.get(id)) {
                findings.add(new Finding(Kind.UNUSED, id, bytes));
            }
        }
        return findings;
    }

    private static boolean made(TokenSet.Speller speller, byte[] bytes, int id) {
        int[] ids = bytes.length == 0 ? new int[0] : speller.spell(bytes);
        return ids.length == 1 && ids[0] == id;
    }

    private boolean gives(Encoder encoder, byte[] bytes, int id) {
        encoder.begin(bytes, 0, bytes.length);
        return encoder.next(buffer, 0, 2) == 1 && buffer[0] == id;
    }
}
