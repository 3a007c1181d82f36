package dev.millrace.tokenizer.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a policy that are special tokens of a tokenizer. A redaction with such a tag becomes that one token, and
 * no text of a document does; all other tags are text like any other.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class TagTokens {
    private final RedactionPolicy policy;
    private final Map<String, Integer> ids = new HashMap<>();
    private final BitSet tagIds = new BitSet();
    private final boolean sought;
    private final int[] prefix;
    private final int[] suffix;

    /**
     * Asks {@code tokenizer} for the tags of {@code policy}.
     *
     * @throws IllegalArgumentException if it has some and its template, which {@code options} apply, is none that
     *     surrounds a text
     */
    public TagTokens(Tokenizer tokenizer, EncodingOptions options, RedactionPolicy policy) {
        this.policy = policy;
        EncodingOptions plain = options.withTemplate(false);
        Encoder special = tokenizer.newEncoder(plain.withSpecialTokens(SpecialTokens.ALLOW));
        Encoder text = tokenizer.newEncoder(plain.withSpecialTokens(SpecialTokens.TEXT));
        for (String tag : tags(policy)) {
            int[] token = encode(special, tag);
            if (token.length == 1 && Arrays.stream(encode(text, tag)).noneMatch(id -> id == token[0])) {
                ids.put(tag, token[0]);
                tagIds.set(token[0]);
            }
        }
        sought = options.specialTokens() == SpecialTokens.ALLOW;
        int[] both = {};
        int at = 0;
        if (!ids.isEmpty() && options.template()) {
            Encoder templated = tokenizer.newEncoder(options.withSpecialTokens(SpecialTokens.TEXT));
            both = encode(templated, "");
            at = prefixLength(both, encode(templated, "a"), encode(text, "a"));
            if (at < 0) {
                throw new IllegalArgumentException(
                        "a tokenizer whose tags are tokens must have a template that surrounds"
                                + " a text, which that of " + tokenizer.name() + " does not");
            }
        }
        prefix = Arrays.copyOf(both, at);
        suffix = Arrays.copyOfRange(both, at, both.length);
    }

    private static List<String> tags(RedactionPolicy policy) {
        List<String> tags = new ArrayList<>();
        for (IdentifierType type : IdentifierType.values()) {
            Treatment treatment = policy.of(type);
            if (treatment == Treatment.TAG || treatment == Treatment.YEAR || treatment == Treatment.ZIP3) {
                tags.add(type.tag());
            }
        }
        return tags;
    }

    private static int[] encode(Encoder encoder, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        EncodedBatch batch = new EncodedBatch(1, bytes.length + 8);
        encoder.begin(bytes, 0, bytes.length);
        batch.append(encoder);
        return Arrays.copyOf(batch.ids(), batch.count(0));
    }

    /** How many of the ids of an empty text with its template are before a text, or -1 if that cannot be. */
    private static int prefixLength(int[] empty, int[] templated, int[] plain) {
        for (int at = 0; at <= empty.length && templated.length == empty.length + plain.length; at++) {
            int end = at + plain.length;
            if (Arrays.equals(empty, 0, at, templated, 0, at)
                    && Arrays.equals(plain, 0, plain.length, templated, at, end)
                    && Arrays.equals(empty, at, empty.length, templated, end, templated.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether no tag is a token, so that redacted texts are encoded like others. */
    public boolean isEmpty() {
        return ids.isEmpty();
    }

    /** The token of redaction {@code i} of {@code text}, or null if its replacement is text. */
    @Nullable
    Integer of(RedactedText text, int i) {
        boolean tagged = switch (policy.of(text.type(i))) {
            case TAG, YEAR, ZIP3 -> true;
            case KEEP, MASK, SURROGATE -> false;
        };
        return tagged
                ? at(text.buffer(), text.from() + text.redactedStart(i), text.from() + text.redactedEnd(i))
                : null;
    }

    private @Nullable Integer at(byte[] bytes, int from, int to) {
        return ids.get(new String(bytes, from, to - from, US_ASCII));
    }

    /**
     * Where {@code text[from, to)} must be cut so that no encoder takes the text of a tag for the token: the place after
     * its first byte, or {@code to}.
     */
    int cut(byte[] text, int from, int to) {
        for (int i = from; sought && i < to; i++) {
            if (text[i] == '<') {
                int end = i + 1;
                while (end < to && end < i + 24 && text[end] != '>') {
                    end++;
                }
                if (end < to && text[end] == '>' && at(text, i, end + 1) != null) {
                    return i + 1;
                }
            }
        }
        return to;
    }

    boolean isTag(int id) {
        return tagIds.get(id);
    }

    /** Ids that the template puts before every text. */
    int[] prefix() {
        return prefix;
    }

    /** Ids that the template puts after every text. */
    int[] suffix() {
        return suffix;
    }
}
