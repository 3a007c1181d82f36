package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.pipeline.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Tells a tokenizer of bytes from one of text, by proof and not by likelihood.
 *
 * <p>A file with every character from U+0000 to U+00FF as a token, and nothing before or after its model, spells bytes as
 * Latin-1. One in GPT-2's alphabet without any cutting may have been learnt from text as well; it is for bytes if one of
 * its merges makes what no text has, a token that is part of no well-formed UTF-8. Documents that are well-formed have the
 * same ids either way.
 */
final class ByteSpellingJson {
    /** Fewer characters of Latin-1 than this are what any vocabulary of Western text has. */
    private static final int NEARLY_ALL = 250;

    /** A file may be for bytes, but does not say how it spells all of them. */
    static final class UnclearException extends TokenizerLoadException {
        private static final long serialVersionUID = 1L;

        UnclearException(String message) {
            super(message);
        }
    }

    private final JsonView root;
    private final ModelJson model;

    ByteSpellingJson(JsonView root, ModelJson model) {
        this.root = root;
        this.model = model;
    }

    /**
     * How the file spells bytes, or null if it is for text.
     *
     * @throws TokenizerLoadException if it spells only some bytes as Latin-1, so that the others may be spelled any way
     */
    @Nullable
    ByteSpelling detect() {
        if (!model.type().equals("BPE") || root.has("normalizer")) {
            return null;
        }
        if (!root.has("pre_tokenizer") && isNothing(root.object("decoder"))) {
            return detectLatin1();
        }
        return isWholeByteLevel() && hasByteAlphabet() && joinsWhatNoTextHas() ? ByteSpelling.BYTE_LEVEL : null;
    }

    private static boolean isNothing(@Nullable JsonView decoder) {
        return decoder == null || decoder.type().equals("Fuse");
    }

    private @Nullable ByteSpelling detectLatin1() {
        int missing = -1;
        int found = 0;
        for (char c = 0; c < 256; c++) {
            if (model.vocab().containsKey(String.valueOf(c))) {
                found++;
            } else {
                missing = c;
            }
        }
        if (found >= NEARLY_ALL && missing >= 0) {
            throw new UnclearException("model.vocab must have all characters from U+0000 to U+00FF or be for text, "
                    + "but has " + found + " of them and lacks " + String.format("U+%04X", missing));
        }
        return missing < 0 ? ByteSpelling.LATIN_1 : null;
    }

    /** Whether bytes become characters of GPT-2's alphabet and back, and nothing else happens. */
    private boolean isWholeByteLevel() {
        JsonView before = root.object("pre_tokenizer");
        JsonView after = root.object("decoder");
        return before != null
                && before.type().equals("ByteLevel")
                && !before.flag("use_regex", true)
                && !before.flag("add_prefix_space", true)
                && after != null
                && after.type().equals("ByteLevel");
    }

    private boolean hasByteAlphabet() {
        for (int b = 0; b < 256; b++) {
            if (!model.vocab().containsKey(String.valueOf(ByteAlphabet.of(b)))) {
                return false;
            }
        }
        return true;
    }

    private boolean joinsWhatNoTextHas() {
        for (int merge = 0; merge < model.merges().size(); merge += 2) {
            byte[] token = ByteAlphabet.decode(
                    model.merges().get(merge) + model.merges().get(merge + 1));
            if (token != null && !mayBeInText(token)) {
                return true;
            }
        }
        return false;
    }

    /** Whether some well-formed UTF-8 contains {@code bytes}: it may begin and end within a character. */
    private static boolean mayBeInText(byte[] bytes) {
        int from = 0;
        while (from < Math.min(3, bytes.length) && (bytes[from] & 0xC0) == 0x80) {
            from++;
        }
        int malformed = Utf8.firstMalformed(bytes, from, bytes.length);
        return malformed < 0 || Utf8.mayGoOn(bytes, malformed, bytes.length);
    }
}
