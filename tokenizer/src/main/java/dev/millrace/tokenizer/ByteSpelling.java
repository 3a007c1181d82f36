package dev.millrace.tokenizer;

import java.util.Locale;

/** How the file of a tokenizer of bytes writes a byte. */
public enum ByteSpelling {
    /** Byte {@code b} is the character U+00{@code b}. */
    LATIN_1,
    /** Bytes are characters of GPT-2's alphabet, in which all of them can be seen. */
    BYTE_LEVEL;

    /** As users read it: {@code latin-1} or {@code byte-level}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
