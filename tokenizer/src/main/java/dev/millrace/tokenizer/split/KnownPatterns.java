package dev.millrace.tokenizer.split;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The regular expressions that have a hand-compiled splitter, recognised by their text. */
public final class KnownPatterns {
    /** What a byte-level pre-tokenizer uses when it is not told otherwise: the expression of GPT-2. */
    public static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final String GPT2_TIKTOKEN =
            "'(?:[sdmt]|ll|ve|re)| ?\\p{L}++| ?\\p{N}++| ?[^\\s\\p{L}\\p{N}]++|\\s++$|\\s+(?!\\S)|\\s";
    private static final String CL100K_TIKTOKEN = "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+|"
            + " ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s";
    private static final String CL100K_HEAD = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
    private static final String CL100K_TAIL = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String LLAMA3 = CL100K_HEAD + "\\p{N}{1,3}" + CL100K_TAIL;
    private static final String QWEN2 = CL100K_HEAD + "\\p{N}" + CL100K_TAIL;
    private static final String O200K = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
            + "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
            + "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String TEKKEN = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|"
            + "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|"
            + "\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String QWEN3_5 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}|"
            + " ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    /** The line breaks in it are such characters, not escapes. */
    private static final List<String> DEEPSEEK_V3 = List.of(
            "\\p{N}{1,3}",
            "[一-龥぀-ゟ゠-ヿ]+",
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|"
                    + " ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+");

    private KnownPatterns() {}

    /** The expression of tiktoken's r50k and p50k. */
    public static String tiktokenGpt2() {
        return GPT2_TIKTOKEN;
    }

    /** The expression of tiktoken's cl100k, as of version 0.14. */
    public static String tiktokenCl100k() {
        return CL100K_TIKTOKEN;
    }

    /** The expression of tiktoken's o200k. */
    public static String tiktokenO200k() {
        return O200K;
    }

    /** The expression of Mistral's Tekken, also that of Nemotron. */
    public static String tekken() {
        return TEKKEN;
    }

    /** The three expressions of DeepSeek V3, each of which cuts the pieces of the one before. */
    public static List<String> deepSeekV3() {
        return DEEPSEEK_V3;
    }

    /** The expression of Qwen 3.5. */
    public static String qwen35() {
        return QWEN3_5;
    }

    /**
     * Returns the splitter for regular expressions each of which cuts the pieces of the one before, or null if they are
     * not known.
     */
    public static @Nullable Splitter find(List<String> regexes, CharClasses classes) {
        if (regexes.equals(DEEPSEEK_V3)) {
            return new DeepSeekSplitter();
        }
        return regexes.size() == 1 ? find(regexes.get(0), classes) : null;
    }

    /** The expression of GPT-2 after the {@code Digits} pre-tokenizer, every digit alone. */
    public static Splitter gpt2AfterDigits() {
        return new Gpt2DigitsSplitter();
    }

    /** The four stages of Falcon. */
    public static Splitter falcon() {
        return new FalconSplitter();
    }

    /** The expression of Llama 3, which cuts as cl100k does. */
    public static String llama3() {
        return LLAMA3;
    }

    /** The expression of Qwen 2: as Llama 3's, but every digit stands alone. */
    public static String qwen2() {
        return QWEN2;
    }

    /** Returns the splitter for a regular expression, or null if its text is not known. */
    public static @Nullable Splitter find(String regex, CharClasses classes) {
        return switch (regex) {
            case GPT2, GPT2_TIKTOKEN -> new Gpt2Splitter(classes);
            case LLAMA3 -> new Cl100kSplitter(classes, 3, false);
            case CL100K_TIKTOKEN -> new Cl100kSplitter(classes, 3, true);
            case QWEN2 -> new Cl100kSplitter(classes, 1, false);
            case O200K -> new O200kSplitter(classes);
            case QWEN3_5 -> new Cl100kSplitter(CharClasses.marksAsLetters(), 1, false);
            case TEKKEN -> new O200kSplitter(classes, 1, false);
            default -> null;
        };
    }
}
