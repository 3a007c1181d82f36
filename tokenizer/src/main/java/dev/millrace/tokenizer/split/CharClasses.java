package dev.millrace.tokenizer.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.millrace.tokenizer.unicode.RegexClasses;
import dev.millrace.tokenizer.unicode.TextClasses;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The classes of characters that pre-tokenizers tell apart, as a two-stage table over all code points.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class CharClasses {
    /** No letter, number, mark or white space. */
    public static final int OTHER = 0;
    /** White space but no line break. */
    public static final int SPACE = 1;
    /** Carriage return or line feed. */
    public static final int NEWLINE = 2;
    /** Number: N. */
    public static final int NUMBER = 3;
    /** Upper-case or title-case letter: Lu, Lt. */
    public static final int UPPER = 4;
    /** Lower-case letter: Ll. */
    public static final int LOWER = 5;
    /** Letter without case: Lm, Lo. */
    public static final int CASELESS = 6;
    /** Combining mark: M. */
    public static final int MARK = 7;

    /** Punctuation, where a family tells it from {@link #OTHER}. */
    static final int PUNCTUATION = 8;
    /** Of the ideographs and kana that a family sets apart: letters, marks, punctuation, others. */
    static final int CJK_LETTER = 9;

    static final int CJK_MARK = 10;
    static final int CJK_PUNCTUATION = 11;
    static final int CJK_OTHER = 12;

    /** The bits below the length in the result of {@link #at}. */
    static final int CLASS_BITS = 4;

    static final int CLASS_MASK = (1 << CLASS_BITS) - 1;

    private static final int BLOCK_BITS = 7;
    private static final CharClasses REGEX = new CharClasses(CharClasses::regexClass);

    private final byte[] ascii = new byte[128];
    private final char[] blocks = new char[0x110000 >> BLOCK_BITS];
    private final byte[] classes;

    private CharClasses(IntUnaryOperator classOf) {
        Map<String, Integer> seen = new HashMap<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[1 << BLOCK_BITS];
        for (int b = 0; b < blocks.length; b++) {
            for (int i = 0; i < block.length; i++) {
                block[i] = (byte) classOf.applyAsInt(b << BLOCK_BITS | i);
            }
            String key = new String(block, ISO_8859_1);
            Integer at = seen.get(key);
            if (at == null) {
                at = seen.size();
                seen.put(key, at);
                all.writeBytes(block);
            }
            blocks[b] = (char) (int) at;
        }
        classes = all.toByteArray();
        for (int c = 0; c < 128; c++) {
            ascii[c] = (byte) of(c);
        }
    }

    /** The classes as the regular expressions of both reference libraries have them. */
    public static CharClasses regex() {
        return REGEX;
    }

    /** As {@link #regex}, but a mark counts as a letter. */
    static CharClasses marksAsLetters() {
        return new CharClasses(c -> regexClass(c) == MARK ? CASELESS : regexClass(c));
    }

    /** As {@link #regex}, but numbers are what the {@code Digits} pre-tokenizer takes for digits. */
    static CharClasses digits() {
        return new CharClasses(c -> TextClasses.isNumeric(c) ? NUMBER : regexClass(c));
    }

    /** As {@link #regex}, less the {@link #PUNCTUATION} of the {@code Punctuation} pre-tokenizer. */
    static CharClasses punctuation() {
        return new CharClasses(c -> TextClasses.isPunctuation(c) ? PUNCTUATION : regexClass(c));
    }

    /** As {@link #regex}, less {@code [\p{P}\p{S}]}, and with {@code [一-龥぀-ゟ゠-ヿ]} set apart. */
    static CharClasses deepSeek() {
        return new CharClasses(CharClasses::deepSeekClass);
    }

    private static int deepSeekClass(int c) {
        int plain = regexClass(c);
        if (plain == OTHER && RegexClasses.isIn(RegexClasses.PUNCTUATION | RegexClasses.SYMBOL, c)) {
            plain = PUNCTUATION;
        }
        if (!(c >= 0x4E00 && c <= 0x9FA5 || c >= 0x3040 && c <= 0x30FF)) {
            return plain;
        }
        return switch (plain) {
            case MARK -> CJK_MARK;
            case PUNCTUATION -> CJK_PUNCTUATION;
            case OTHER -> CJK_OTHER;
            default -> CJK_LETTER;
        };
    }

    /** The class of a code point. */
    public int of(int codePoint) {
        return classes[blocks[codePoint >>> BLOCK_BITS] << BLOCK_BITS | codePoint & (1 << BLOCK_BITS) - 1];
    }

    /**
     * The class of the character that starts at {@code text[i]}, plus its length in bytes shifted left by {@link
     * #CLASS_BITS}. A byte that starts no well-formed character within {@code [i, to)} is {@link #OTHER} of length 1.
     */
    int at(byte[] text, int i, int to) {
        int b0 = text[i];
        if (b0 >= 0) {
            return 1 << CLASS_BITS | ascii[b0];
        }
        int b1 = i + 1 < to ? text[i + 1] : 0;
        if (b0 < (byte) 0xe0) {
            if (b0 >= (byte) 0xc2 && b1 < (byte) 0xc0) {
                return 2 << CLASS_BITS | of((b0 & 0x1f) << 6 | b1 & 0x3f);
            }
            return 1 << CLASS_BITS;
        }
        int b2 = i + 2 < to ? text[i + 2] : 0;
        if (b0 < (byte) 0xf0) {
            int c = (b0 & 0x0f) << 12 | (b1 & 0x3f) << 6 | b2 & 0x3f;
            boolean wellFormed = b1 < (byte) 0xc0 && b2 < (byte) 0xc0 && c >= 0x800 && c >>> 11 != 0x1b;
            return wellFormed ? 3 << CLASS_BITS | of(c) : 1 << CLASS_BITS;
        }
        int b3 = i + 3 < to ? text[i + 3] : 0;
        int c = (b0 & 0x0f) << 18 | (b1 & 0x3f) << 12 | (b2 & 0x3f) << 6 | b3 & 0x3f;
        boolean wellFormed = b1 < (byte) 0xc0 && b2 < (byte) 0xc0 && b3 < (byte) 0xc0 && c >= 0x10000 && c < 0x110000;
        return wellFormed ? 4 << CLASS_BITS | of(c) : 1 << CLASS_BITS;
    }

    private static int regexClass(int c) {
        if (c == '\n' || c == '\r') {
            return NEWLINE;
        }
        if (RegexClasses.isWhiteSpace(c)) {
            return SPACE;
        }
        int category = 1 << RegexClasses.category(c);
        if ((category & (1 << RegexClasses.LU | 1 << RegexClasses.LT)) != 0) {
            return UPPER;
        }
        if ((category & 1 << RegexClasses.LL) != 0) {
            return LOWER;
        }
        if ((category & RegexClasses.LETTER) != 0) {
            return CASELESS;
        }
        return (category & RegexClasses.NUMBER) != 0 ? NUMBER : (category & RegexClasses.MARK) != 0 ? MARK : OTHER;
    }
}
