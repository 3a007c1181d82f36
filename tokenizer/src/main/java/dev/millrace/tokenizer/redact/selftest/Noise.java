package dev.millrace.tokenizer.redact.selftest;

import dev.millrace.tokenizer.redact.IdentifierType;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** What happens to an identifier between a hand and a topic. */
public enum Noise {
    /** Nothing. */
    NONE {
        @Override
        String apply(String text, Random random) {
            return text;
        }
    },
    /** A bad print: up to a quarter of the digits are read as letters that look alike. */
    OCR {
        @Override
        String apply(String text, Random random) {
            long digits = text.chars().filter(Character::isDigit).count();
            long left = digits / 4;
            StringBuilder read = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                String similar = c == '0' ? "O" : c == '1' ? "lI" : c == '5' ? "S" : c == '8' ? "B" : "";
                boolean misread = !similar.isEmpty() && left > 0 && random.nextInt(3) > 0;
                left -= misread ? 1 : 0;
                read.append(misread ? similar.charAt(random.nextInt(similar.length())) : c);
            }
            return read.toString();
        }
    },
    /** Digits of another script. */
    UNICODE_DIGITS {
        @Override
        String apply(String text, Random random) {
            int[] zeros = {0xFF10, 0x0660, 0x06F0, 0x0966, 0x1D7CE, 0x1D7F6};
            int zero = zeros[random.nextInt(zeros.length)];
            StringBuilder digits = new StringBuilder();
            text.chars().forEach(c -> digits.appendCodePoint(c >= '0' && c <= '9' ? zero + c - '0' : c));
            return digits.toString();
        }
    },
    /** Typographic dashes and blanks. */
    UNICODE_SIGNS {
        @Override
        String apply(String text, Random random) {
            String dash = new String[] {"\u2010", "\u2011", "\u2013", "\u2212"}[random.nextInt(4)];
            String blank = new String[] {"\u00a0", "\u2009", "\u202f"}[random.nextInt(3)];
            return text.replace("-", dash).replace(" ", blank);
        }
    },
    /** A character that is not seen: zero-width, a soft hyphen, a mark of direction. */
    UNSEEN {
        @Override
        String apply(String text, Random random) {
            String[] unseen = {"\u200b", "\u00ad", "\u2060", "\u200e"};
            int at = 1 + random.nextInt(text.length() - 1);
            return text.substring(0, at) + unseen[random.nextInt(unseen.length)] + text.substring(at);
        }
    },
    /** A line ends after a dash in it. */
    LINE_BREAK {
        @Override
        String apply(String text, Random random) {
            int dash = text.lastIndexOf('-');
            return dash < 0 ? text : text.substring(0, dash + 1) + "\n" + text.substring(dash + 1);
        }
    };

    private static final Set<IdentifierType> ADDRESSES =
            EnumSet.of(IdentifierType.EMAIL, IdentifierType.URL, IdentifierType.IP);

    abstract String apply(String text, Random random);

    /** Whether identifiers of {@code type} suffer it: addresses are no numbers, and break nowhere. */
    boolean suits(IdentifierType type) {
        return this == NONE || this == UNSEEN || !ADDRESSES.contains(type);
    }
}
