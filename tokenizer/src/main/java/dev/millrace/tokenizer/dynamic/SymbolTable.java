package dev.millrace.tokenizer.dynamic;

import dev.millrace.tokenizer.TokenSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The symbols of a batch: base ids, {@link #mark} for the mark between rows, and one more for each new token. A token is
 * what its bytes are.
 *
 * <p><b>Thread safety:</b> none.
 */
final class SymbolTable {
    private final TokenSet tokens;
    private final BoundaryRule rule;
    private final int mark;
    private short[] traits;
    private short[] masks;
    private final List<byte[]> newTokens = new ArrayList<>();
    private final Map<ByteBuffer, Integer> symbolsByBytes = new HashMap<>();

    /** How often each new token occurs. */
    private int[] uses = new int[16];

    SymbolTable(TokenSet tokens, BoundaryMode mode) {
        this.tokens = tokens;
        rule = new BoundaryRule(mode);
        mark = tokens.size();
        traits = TokenTraits.of(tokens, mode == BoundaryMode.PRETOKENS);
        masks = new short[traits.length];
        for (int symbol = 0; symbol < traits.length; symbol++) {
            masks[symbol] = TokenTraits.mask(traits[symbol]);
        }
    }

    /** Forgets the new tokens. */
    void clear() {
        newTokens.clear();
        symbolsByBytes.clear();
    }

    /** The mark between rows, which never merges: the base vocabulary's size. */
    int mark() {
        return mark;
    }

    /** One more than the last symbol. */
    int end() {
        return mark + 1 + newTokens.size();
    }

    /** {@link TokenTraits#mask} by symbol; another array after {@link #join}. */
    short[] masks() {
        return masks;
    }

    byte[] bytes(int symbol) {
        return symbol < mark ? tokens.bytes(symbol) : newTokens.get(symbol - mark - 1);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }

    /** Whether the two may merge, for all that their bytes say; the masks must allow it. */
    boolean mayMerge(int left, int right) {
        return rule.allows(traits[left], traits[right], joined(bytes(left), bytes(right)));
    }

    /** The symbol of what two, with these bytes, make together: the base vocabulary's, one that was made before, or a new one. */
    int join(int left, byte[] leftBytes, int right, byte[] rightBytes) {
        byte[] bytes = joined(leftBytes, rightBytes);
        int known = tokens.find(bytes, 0, bytes.length);
        if (known >= 0) {
            return known;
        }
        int fresh = end();
        Integer made = symbolsByBytes.putIfAbsent(ByteBuffer.wrap(bytes), fresh);
        if (made != null) {
            return made;
        }
        newTokens.add(bytes);
        if (fresh >= traits.length) {
            traits = Arrays.copyOf(traits, traits.length + 64 + newTokens.size());
            masks = Arrays.copyOf(masks, traits.length);
        }
        if (newTokens.size() > uses.length) {
            uses = Arrays.copyOf(uses, 2 * uses.length);
        }
        uses[newTokens.size() - 1] = 0;
        traits[fresh] = (short) TokenTraits.joined(traits[left], traits[right]);
        masks[fresh] = TokenTraits.mask(traits[fresh]);
        return fresh;
    }

    /** Notes that {@code symbol} occurs {@code gain} times more. */
    void use(int symbol, int gain) {
        if (symbol > mark) {
            uses[symbol - mark - 1] += gain;
        }
    }

    /** Whether the batch still has the symbol, which must be a new token's. */
    boolean isUsed(int symbol) {
        return uses[symbol - mark - 1] > 0;
    }
}
