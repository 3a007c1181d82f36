package dev.millrace.tokenizer.unicode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnicodeTableTest {

    @Test
    void regexClassesEqualTheReferenceOnEveryCodePoint() {
        assertSame(CodePointTable.load("regex-classes.bin"), UnicodeTableGenerator.regexClasses());
    }

    @Test
    void textClassesEqualTheReferenceOnEveryCodePoint() {
        assertSame(CodePointTable.load("text-classes.bin"), UnicodeTableGenerator.textClasses());
    }

    /** In the short form, those code points of which a neighbour is in another class. */
    @Test
    void graphemeClassesEqualTheReference() {
        CodePointTable table = CodePointTable.load("grapheme-classes.bin");
        IntPredicate wanted = c -> TestSettings.isFull()
                || c > 0 && table.get(c) != table.get(c - 1)
                || c + 1 < CodePointTable.CODE_POINTS && table.get(c) != table.get(c + 1);
        try (GraphemeProbe probe = new GraphemeProbe(wanted)) {
            byte[] expected = probe.classes();
            for (int c = 0; c < expected.length; c++) {
                if (probe.asks(c)) {
                    assertThat(table.get(c)).as("U+%04X", c).isEqualTo(expected[c]);
                }
            }
        }
    }

    private static void assertSame(CodePointTable table, byte[] expected) {
        for (int c = 0; c < expected.length; c++) {
            if (HuggingFaceOracle.isAsked(c) && table.get(c) != expected[c]) {
                assertThat(table.get(c)).as("U+%04X", c).isEqualTo(expected[c]);
            }
        }
    }

    @Test
    void derivedClassesEqualTheReferenceOnEveryCodePoint() {
        assertThat(UnicodeTableGenerator.matches("\\w")).isEqualTo(asked(RegexClasses::isOnigurumaWord));
        assertThat(UnicodeTableGenerator.matches("[[:word:]]")).isEqualTo(asked(RegexClasses::isWord));
        assertThat(UnicodeTableGenerator.matches("\\p{L}")).isEqualTo(asked(RegexClasses::isLetter));
        assertThat(UnicodeTableGenerator.matches("\\p{N}")).isEqualTo(asked(RegexClasses::isNumber));
        assertThat(UnicodeTableGenerator.matches("\\p{M}")).isEqualTo(asked(RegexClasses::isMark));
        assertThat(UnicodeTableGenerator.matches("\\p{P}")).isEqualTo(asked(RegexClasses::isPunctuation));
        assertThat(UnicodeTableGenerator.matches("\\p{S}")).isEqualTo(asked(RegexClasses::isSymbol));
        assertThat(UnicodeTableGenerator.matches("\\p{Z}"))
                .isEqualTo(asked(c -> RegexClasses.isIn(RegexClasses.SEPARATOR, c)));
        assertThat(UnicodeTableGenerator.matches("\\p{C}"))
                .isEqualTo(asked(c -> RegexClasses.isIn(RegexClasses.OTHER, c)));
    }

    @Test
    void preTokenizersWithRustsTablesEqualTheReferenceOnEveryCodePoint() {
        BitSet removedByWhitespace = UnicodeTableGenerator.removed("{\"type\":\"Whitespace\"}");
        assertThat(removedByWhitespace).isEqualTo(asked(RegexClasses::isWhiteSpace));
        assertThat(UnicodeTableGenerator.removed("{\"type\":\"WhitespaceSplit\"}"))
                .isEqualTo(asked(RegexClasses::isWhiteSpace));
        assertThat(UnicodeTableGenerator.removed("{\"type\":\"Punctuation\",\"behavior\":\"Removed\"}"))
                .isEqualTo(asked(TextClasses::isPunctuation));
        BitSet notWord = UnicodeTableGenerator.isolated("{\"type\":\"Whitespace\"}");
        notWord.or(removedByWhitespace);
        assertThat(notWord).isEqualTo(asked(c -> !RegexClasses.isRustWord(c)));
    }

    /** The digests are printed by {@code src/test/oracle/tiktoken-classes.cjs}, which asks tiktoken itself. */
    @ParameterizedTest
    @CsvSource({
        "\\p{Lu},c360c19659612940",
        "\\p{Ll},42fb271e6300af5a",
        "\\p{Lt},17aa2668d62b5682",
        "\\p{Lm},f49d6447199af858",
        "\\p{Lo},4c07cd6ad65bf0ed",
        "\\p{Mn},76cc6ad44f248bb9",
        "\\p{Mc},235444de438111e1",
        "\\p{Me},2b118c363c47ae43",
        "\\p{Nd},81ee3bcaf39e1b64",
        "\\p{Nl},e1fcf3497aefb657",
        "\\p{No},cb4ff636abfd6f9d",
        "\\p{Pc},47639459d4e40bd5",
        "\\p{Pd},fc7c0b996ccf4a03",
        "\\p{Ps},85533ef24b867317",
        "\\p{Pe},e093609523d6a755",
        "\\p{Pi},d6ae763aacd31c5a",
        "\\p{Pf},2f91ceba8c21f014",
        "\\p{Po},793e326cca08d754",
        "\\p{Sm},ee50b2d9789cd0c1",
        "\\p{Sc},15630f9778f16c5f",
        "\\p{Sk},1621b724e0484d07",
        "\\p{So},a8e29f563d677ce6",
        "\\p{Zs},3030047af028db32",
        "\\p{Zl},e4902b1e87651b58",
        "\\p{Zp},dcc72006408b96f5",
        "\\p{Cc},233929a1bb6fb7e9",
        "\\p{Cf},88b1a7226222c1af",
        "\\p{Co},87e94e12cae88919",
        "\\p{Cn},71c8b61c862da43b",
        "\\p{L},cd77a8829b9aff1b",
        "\\p{N},9ca388435f012f83",
        "\\p{M},eed945ebe1855fbe",
        "\\p{P},c2a5a84615b5256c",
        "\\p{S},1f59d9a8585ebf3f",
        "\\p{Han},02f04a75c9f9c31c",
        "\\s,5586023171dc5c39",
        "\\w,48944676197bf15b"
    })
    void classesOfTiktokenAreTheSame(String regex, String digest) throws Exception {
        IntPredicate ours = switch (regex) {
            case "\\p{L}" -> RegexClasses::isLetter;
            case "\\p{N}" -> RegexClasses::isNumber;
            case "\\p{M}" -> RegexClasses::isMark;
            case "\\p{P}" -> RegexClasses::isPunctuation;
            case "\\p{S}" -> RegexClasses::isSymbol;
            case "\\s" -> RegexClasses::isWhiteSpace;
            case "\\w" -> RegexClasses::isRustWord;
            case "\\p{Han}" -> c -> (RegexClasses.of(c) & RegexClasses.HAN) != 0;
            default -> c -> RegexClasses.isIn(Categories.set(regex.substring(3, 5)), c);
        };
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        set(ours).stream().forEach(c -> sha256.update((c + "\n").getBytes(StandardCharsets.US_ASCII)));
        assertThat(HexFormat.of().formatHex(sha256.digest(), 0, 8)).isEqualTo(digest);
    }

    @Test
    void packingIsUndoneByExpanding() {
        byte[] all = new byte[CodePointTable.CODE_POINTS];
        for (int c = 0; c < all.length; c++) {
            all[c] = (byte) (c % 1000 < 500 ? c >> 12 : c);
        }
        assertThat(CodePointTable.expand(CodePointTable.pack(all))).isEqualTo(all);
        CodePointTable table = CodePointTable.of(all);
        for (int c = 0; c < all.length; c++) {
            assertThat(table.get(c)).isEqualTo(all[c]);
        }
    }

    private static BitSet asked(IntPredicate isIn) {
        return set(c -> HuggingFaceOracle.isAsked(c) && isIn.test(c));
    }

    private static BitSet set(IntPredicate isIn) {
        BitSet set = new BitSet();
        for (int c = 0; c < CodePointTable.CODE_POINTS; c++) {
            if ((c < 0xD800 || c > 0xDFFF) && isIn.test(c)) {
                set.set(c);
            }
        }
        return set;
    }
}
