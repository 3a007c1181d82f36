package dev.millrace.tokenizer.split;

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

    /** Returns the splitter for a regular expression, or null if its text is not known. */
    public static @Nullable Splitter find(String regex, CharClasses classes) {
        return switch (regex) {
            case GPT2, GPT2_TIKTOKEN -> new Gpt2Splitter(classes);
            case LLAMA3 -> new Cl100kSplitter(classes, 3, false);
            case CL100K_TIKTOKEN -> new Cl100kSplitter(classes, 3, true);
            case QWEN2 -> new Cl100kSplitter(classes, 1, false);
            case O200K -> new O200kSplitter(classes);
            default -> null;
        };
    }
}
