package dev.millrace.tokenizer.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingException;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A tokenizer against the Hugging Face library on the same file: with special tokens and template, and as the default
 * has it, where the library gets a copy of the file without special added tokens.
 */
public final class Differential implements AutoCloseable {
    /** In place of the ids of a text that has none, such as an unknown word where no token stands for it. */
    private static final int[] REFUSED = {-1};

    private final HuggingFaceOracle whole;
    private final HuggingFaceOracle withoutSpecial;
    private final List<String> addedTokens = new ArrayList<>();
    /** Ids of the copy without special tokens to ids of the whole file, where they differ. */
    private final Map<Integer, Integer> renumbered = new HashMap<>();

    private final List<Encoder> special = new ArrayList<>();
    private final List<Encoder> plain = new ArrayList<>();

    /** Compares {@code tokenizers}, all of them loaded from {@code json}, with the library. */
    public Differential(String json, Tokenizer... tokenizers) {
        JsonObject root = JsonParser.parseString(json).getAsJsonObject();
        whole = HuggingFaceOracle.ofJson(json);
        Set<String> specialTokens = new HashSet<>();
        for (JsonElement token : root.getAsJsonArray("added_tokens")) {
            addedTokens.add(content(token));
            if (token.getAsJsonObject().get("special").getAsBoolean()) {
                specialTokens.add(content(token));
            }
        }
        JsonArray kept = new JsonArray();
        for (JsonElement token : root.getAsJsonArray("added_tokens")) {
            if (!specialTokens.contains(content(token))) {
                kept.add(token);
            }
        }
        Map<String, Integer> ids = assign(root, root.getAsJsonArray("added_tokens"));
        assign(root, kept).forEach((content, id) -> renumbered.put(id, ids.get(content)));
        root.add("added_tokens", kept);
        root.remove("post_processor");
        withoutSpecial = HuggingFaceOracle.ofJson(root.toString());
        EncodingOptions allowed =
                EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW).withTemplate(true);
        for (Tokenizer tokenizer : tokenizers) {
            special.add(tokenizer.newEncoder(allowed));
            plain.add(tokenizer.newEncoder(EncodingOptions.DEFAULT));
        }
    }

    /** The ids that the library gives to added tokens, which depend on those before them. */
    private static Map<String, Integer> assign(JsonObject root, JsonArray tokens) {
        JsonElement vocab = root.getAsJsonObject("model").get("vocab");
        JsonObject model = new JsonObject();
        int next = 0;
        if (vocab.isJsonObject()) {
            model = vocab.getAsJsonObject();
            next = model.size();
        } else {
            for (JsonElement scored : vocab.getAsJsonArray()) {
                model.addProperty(scored.getAsJsonArray().get(0).getAsString(), next++);
            }
        }
        Map<String, Integer> ids = new HashMap<>();
        for (JsonElement token : tokens) {
            String content = content(token);
            if (!ids.containsKey(content)) {
                int id = model.has(content) ? model.get(content).getAsInt() : next;
                ids.put(content, id);
                next = Math.max(next, id + 1);
            }
        }
        return ids;
    }

    private static String content(JsonElement token) {
        return token.getAsJsonObject().get("content").getAsString();
    }

    /** The texts of all added tokens. */
    public List<String> addedTokens() {
        return addedTokens;
    }

    /** Returns what differs on {@code text}, or an empty string. */
    public String difference(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        int[] expected = idsOrNone(() -> whole.encode(text, true));
        for (Encoder encoder : special) {
            String difference =
                    difference("--special --template", text, expected, idsOrNone(() -> encode(encoder, utf8)));
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        int[] expectedPlain = idsOrNone(() -> Arrays.stream(withoutSpecial.encode(text, false))
                .map(id -> renumbered.getOrDefault(id, id))
                .toArray());
        for (Encoder encoder : plain) {
            String difference = difference("default", text, expectedPlain, idsOrNone(() -> encode(encoder, utf8)));
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        return "";
    }

    /** The ids, or {@link #REFUSED} where there are none. */
    private static int[] idsOrNone(Supplier<int[]> encoding) {
        try {
            return encoding.get();
        } catch (EncodingException e) {
            return REFUSED;
        } catch (RuntimeException e) {
            if (e.getClass() != RuntimeException.class) { // what DJL throws for what its library says
                throw e;
            }
            return REFUSED;
        }
    }

    /** Returns the shortest part of {@code text} found by leaving things out that still differs. */
    public String shrink(String text) {
        int[] best = text.codePoints().toArray();
        for (int size = best.length / 2; size > 0; size /= 2) {
            for (int at = 0; at + size <= best.length; ) {
                int[] shorter = new int[best.length - size];
                System.arraycopy(best, 0, shorter, 0, at);
                System.arraycopy(best, at + size, shorter, at, best.length - at - size);
                if (difference(new String(shorter, 0, shorter.length)).isEmpty()) {
                    at += size;
                } else {
                    best = shorter;
                }
            }
        }
        return new String(best, 0, best.length);
    }

    private static String difference(String mode, String text, int[] expected, int[] actual) {
        int at = Arrays.mismatch(expected, actual);
        if (at < 0) {
            return "";
        }
        StringBuilder message = new StringBuilder(mode)
                .append(": from token ")
                .append(at)
                .append(" expected ")
                .append(Arrays.toString(Arrays.copyOfRange(expected, at, Math.min(expected.length, at + 8))))
                .append(" got ")
                .append(Arrays.toString(Arrays.copyOfRange(actual, at, Math.min(actual.length, at + 8))))
                .append(" for ");
        text.codePoints()
                .limit(60)
                .forEach(c ->
                        message.append(c > ' ' && c < 0x7F ? Character.toString(c) : String.format("\\u{%04X}", c)));
        return message.toString();
    }

    /** All ids of a document. */
    public static int[] encode(Encoder encoder, byte[] text) {
        encoder.begin(text, 0, text.length);
        int[] ids = new int[text.length + 16];
        int at = 0;
        for (int n; (n = encoder.next(ids, at, ids.length)) > 0; ) {
            at += n;
            if (at == ids.length) {
                ids = Arrays.copyOf(ids, 2 * at);
            }
        }
        return Arrays.copyOf(ids, at);
    }

    @Override
    public void close() {
        whole.close();
        withoutSpecial.close();
    }
}
